"""Atheris over the reading of requests: `python tests/fuzz/fuzz_body.py [--plant] [libFuzzer's options]`.

Whatever the bytes, `read_execute` finds in them what json finds too, or says what is wrong; it never raises anything
else, and calls nothing malformed that json takes. One process a fuzz. With `--plant` the target has a fault that only
coverage leads to, to show that this would find one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import atheris
from pysandbox.policy import load_limits

with atheris.instrument_imports(include=["pysandbox.api.requests"]):
    from pysandbox.api.requests import read_execute
    from pysandbox.api.requests.problems import RequestInvalidError

LIMITS = load_limits()


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


def no_constant(name: str) -> Any:
    """NaN and Infinity are Python's own."""
    raise ValueError(name)


def reference(data: bytes) -> Any:
    """What json makes of the bytes, by its own decoder."""
    return json.loads(data.decode("utf-8-sig"), parse_constant=no_constant)


def is_json(data: bytes) -> bool:
    """Whether json takes the bytes."""
    try:
        reference(data)
    except (ValueError, RecursionError):
        return False
    return True


def parse(data: bytes) -> None:
    """One input."""
    try:
        valid = read_execute(data, LIMITS)
    except RequestInvalidError as error:
        issue = error.issues[0]
        if issue.field == "body" and issue.message.startswith("is not valid") and is_json(data):
            raise AssertionError(f"refused: {issue}") from error
        return
    found = reference(data)
    assert valid.run.code == found["code"].removeprefix("\ufeff")
    assert valid.run.stdin.decode() == (found.get("stdin_data") or "")
    assert len(valid.attachments) == len(found.get("attachments") or ())


def main(arguments: list[str]) -> None:
    """Fuzz until libFuzzer's bound; a fault ends the process with its input on stdout."""
    plant = "--plant" in arguments
    options = [argument for argument in arguments if argument != "--plant"]

    def one(data: bytes) -> None:
        if plant:
            planted(data)
        else:
            parse(data)

    test_one: Callable[[bytes], None] = one
    atheris.Setup(options, test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
