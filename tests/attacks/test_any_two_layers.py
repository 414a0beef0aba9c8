"""Without two of the kernel's layers, the others still stop what is after the host's; `make matrix` tries each pair."""

from __future__ import annotations

import pytest

from tests.attacks import matrix, pairs
from tests.support import AS_ROOT

off = pytest.mark.parametrize("pair", pairs.HOSTS, ids=" and ".join)


@off
def test_deny_what_no_other_layer_of_the_kernel_stops(pair: pairs.Pair) -> None:
    left = [row for row in pairs.attacks() if row.key in pairs.left_by(pair)]
    assert len(left) > 60
    assert pairs.through(pair, interpreter=True, rows=left) == set()


@off
def test_allow_just_that_where_the_interpreters_layers_are_off_too(pair: pairs.Pair) -> None:
    """Else it would prove nothing of them. Without privileges the kernel refuses some of it anyway."""
    left = pairs.left_by(pair, as_root=AS_ROOT)
    tried = [row for row in pairs.attacks() if AS_ROOT or row.key not in left]
    through = pairs.through(pair, interpreter=False, rows=tried)
    assert through == (left if AS_ROOT else set())


def test_the_document_holds_the_pairs_of_the_corpus() -> None:
    table = matrix.in_document(matrix.PAIRS_BEGIN, matrix.PAIRS_END)
    assert table == pairs.table(pairs.declared()), "run `make matrix`"
