"""Atheris over the body parser: `python tests/fuzz/fuzz_body.py [--plant] [libFuzzer's options]`, one process a fuzz.

Whatever the bytes, `parse_object` gives an object that json gives too, or says what is wrong; it never raises anything
else. With `--plant` the target has a fault that only coverage leads to, to show that this would find one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import atheris

with atheris.instrument_imports(include=["pysandbox.api.body"]):
    from pysandbox.api import body as target
    from pysandbox.api.problems import RequestInvalidError


@atheris.instrument_func  # type: ignore[untyped-decorator]
def planted(data: bytes) -> None:
    """A fault behind one branch after another."""
    if data[:1] != b"{":
        return
    if data[1:2] != b'"':
        return
    if data[2:3] != b"!":
        return
    if data[-1:] == b"}":
        raise KeyError("planted")


def reference(data: bytes) -> Any:
    """What json makes of the bytes, by its own decoder."""
    return json.loads(data.decode("utf-8-sig"))


def parse(data: bytes) -> None:
    """One input."""
    try:
        value = target.parse_object(data)
    except RequestInvalidError as error:
        for issue in error.issues:
            assert issue.field == "body"
            assert issue.message.encode("utf-8")
        return
    assert repr(value) == repr(reference(data))


def main(arguments: list[str]) -> None:
    """Fuzz until libFuzzer's bound; a fault ends the process with its input on stdout."""
    plant = "--plant" in arguments
    options = [argument for argument in arguments if argument != "--plant"]

    def one(data: bytes) -> None:
        if plant:
            planted(data)
        parse(data)

    test_one: Callable[[bytes], None] = one
    atheris.Setup(options, test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
