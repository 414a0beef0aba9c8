"""Attacks by way of the data set, and the whole corpus of attacks against its stock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Stock

from tests.attacks import corpus
from tests.attacks.test_layers_alone import REACHABLE, REACHED
from tests.support import AS_ROOT, only

OWN = corpus.load(Path(__file__).parent / "attacks")
OTHERS = corpus.load()
DATA = {
    "SANDBOX_LIBRARIES": "data",
    "SANDBOX_WARM_STOCKS": "added",
    "SANDBOX_MEMORY_MB": "128",
    "SANDBOX_TIMEOUT_SECONDS": "5",
}
ANOTHER_BOUNDARY = {
    *(("imports", f"static {name}") for name in ("io", "pathlib", "zipfile")),
    *(("imports", f"{name}") for name in ("real import of ctypes", "guard's closure", "own finder")),
    ("imports", "a module in the place of a hidden one"),
    *(
        ("gadgets", name)
        for name in ("_getframe", "inspect.currentframe", "callback from a library", "callback from C")
    ),
    ("gadgets", "method of a library, overridden"),
}
"""No attacks here: modules of the set, a `ctypes` in which nothing is, and what libraries get instead of a frame."""


@pytest.fixture(scope="module")
def every_layer(data_libraries: Path) -> Iterator[Sandbox]:
    """One with every layer, that still serves at the end."""
    with corpus.started(**DATA) as sandbox:
        yield sandbox
        assert sandbox.run(RunRequest("print(1)")).stdout == b"1\n"


@pytest.fixture(scope="module")
def lambda_layers(data_libraries: Path) -> Iterator[Sandbox]:
    """One with the layers that Lambda has."""
    with corpus.started(**DATA, **only(*corpus.LAMBDA_LAYERS)) as sandbox:
        yield sandbox


def ids(attack: corpus.Attack) -> str:
    return f"{attack.family}: {attack.name}"


@pytest.mark.parametrize("attack", OWN, ids=ids)
def test_it_ends_at_its_boundary(every_layer: Sandbox, attack: corpus.Attack) -> None:
    corpus.check_end(attack, attack.run(every_layer))


@pytest.mark.parametrize("attack", OWN, ids=ids)
def test_the_layers_of_lambda_stop_it(lambda_layers: Sandbox, attack: corpus.Attack) -> None:
    assert not attack.goes_through(lambda_layers)


@pytest.mark.skipif(not AS_ROOT, reason="another user is stopped by the kernel in places")
def test_without_any_layer_the_doors_are_open(data_libraries: Path) -> None:
    """Else the attacks would prove nothing."""
    with corpus.started(**DATA, **only()) as sandbox:
        assert {row.name for row in OWN if row.family == "doors" and not row.goes_through(sandbox)} == set()


@pytest.mark.parametrize("layers", ["every_layer", "lambda_layers"])
def test_no_other_attack_goes_through_where_the_data_set_is_loaded(
    layers: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = request.getfixturevalue(layers)
    monkeypatch.setattr(sandbox, "stock_for", lambda *_: Stock.ADDED)
    assert {row.key for row in OTHERS if row.goes_through(sandbox)} == ANOTHER_BOUNDARY


def test_nothing_that_the_closed_world_took_can_be_reached(data_libraries: Path) -> None:
    patience = {"SANDBOX_TIMEOUT_SECONDS": "60", "SANDBOX_MEMORY_MB": "900"}  # it looks at every object
    layers = only("import_guard", "closed_world", "rlimits")
    with corpus.started(**DATA | layers | patience) as sandbox:
        result = sandbox.run(RunRequest(f"import pandas\n{REACHABLE}"))
    assert sorted(result.stdout.decode().splitlines()) == REACHED, result.stderr.decode()


def test_every_attack_fits_into_a_request() -> None:
    assert {row.name for row in OWN if len(row.code) > corpus.MAX_CODE_CHARACTERS} == set()
    assert len({row.name for row in OWN}) == len(OWN) >= 90
