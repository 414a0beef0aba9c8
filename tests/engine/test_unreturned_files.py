"""What a run left and nobody asked for is known by name, within bounds."""

from __future__ import annotations

import pytest
from pysandbox.engine.files.collect import MAX_UNRETURNED

from .conftest import Run

WRITE = "for name in {!r}:\n    open(name, 'w').close()"


@pytest.mark.parametrize(
    ("names", "returns", "wanted"),
    [
        ((), (), ()),
        (("b.txt", "a.txt"), (), ("a.txt", "b.txt")),
        (("b.txt", "a.txt"), ("a.txt",), ("b.txt",)),
        (("b.txt", "a.txt"), ("*.txt",), ()),
        (("given.txt",), (), ()),
        (tuple(f"{n:03d}" for n in range(300)), (), None),
    ],
)
def test_names_of_files_that_were_left(
    run: Run, names: tuple[str, ...], returns: tuple[str, ...], wanted: tuple[str, ...] | None
) -> None:
    result = run(WRITE.format(names), files={"given.txt": b""}, returns=returns)
    if wanted is None:
        assert len(result.unreturned_files) == MAX_UNRETURNED
    else:
        assert result.unreturned_files == wanted


def test_only_plain_files_with_names_of_text_are_told(run: Run) -> None:
    result = run("open(b'\\xff', 'w').close()\nopen('x', 'w').close()")
    assert result.unreturned_files == ("x",)
