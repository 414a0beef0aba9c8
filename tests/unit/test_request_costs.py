"""What a hostile body costs: time that grows with it and no faster, memory of a few times its bytes."""

from __future__ import annotations

import contextlib
import time
import tracemalloc
from collections.abc import Callable

import pytest
from pysandbox.api.requests import read_execute, read_upload
from pysandbox.api.requests.problems import RequestInvalidError
from pysandbox.policy import load_limits

LIMITS = load_limits()
SIZE = 4 * 1024 * 1024
PLACES = {
    "code": '{"code": WIDE}',
    "stdin": '{"code": "", "stdin_data": WIDE}',
    "stdin of a wrong request": '{"code": 1, "stdin_data": WIDE}',
    "an unknown field": '{"code": "", "x": WIDE}',
    "below an unknown field": '{"code": "", "x": [{"code": [WIDE]}]}',
    "an unknown field of a wrong request": '{"code": 1, "x": WIDE}',
    "a key": '{"code": "", WIDE: 1}',
    "a name": '{"code": "", "attachments": [{"filename": WIDE, "content_base_64": ""}]}',
    "a content": '{"code": "", "attachments": [{"filename": "a", "content_base_64": WIDE}]}',
    "an upload": '{"code": "", "attachments": [{"filename": "a", "upload_id": WIDE}]}',
    "an attachment's unknown field": '{"code": "", "attachments": [{"filename": "a", "x": WIDE}]}',
    "an attachment": '{"code": "", "attachments": [WIDE]}',
    "all attachments": '{"code": "", "attachments": WIDE}',
    "a path": '{"code": "", "return_files": [WIDE]}',
    "all paths": '{"code": "", "return_files": WIDE}',
    "a time": '{"code": "", "timeout_seconds": WIDE}',
    "inside of the code": '{"code": [WIDE]}',
    "an object for the code": '{"code": {"x": WIDE}}',
    "an object for a content": '{"code": "", "attachments": [{"content_base_64": {"x": WIDE}}]}',
    "many texts for the code": '{"code": [PIECES]}',
    "many attachments": '{"code": "", "attachments": [PIECES]}',
    "many paths": '{"code": "", "return_files": [PIECES]}',
    "the document": "WIDE",
    "an array": "[WIDE]",
    "a document that is cut": '{"code": "", "stdin_data": WIDE',
    "beside a lone surrogate": '{"code": "", "x": "\\ud800", "stdin_data": WIDE}',
}
"""Where a long text stands in a request. A document is made when it is tested: together they are half a gigabyte."""


def wide(place: str) -> str:
    """The document with its long texts, of which the first character is four bytes wide."""
    pieces = ",".join(f'"\N{PARTY POPPER}{"a" * 60_000}"' for _ in range(SIZE // 60_000))
    return place.replace("WIDE", f'"\N{PARTY POPPER}{"a" * SIZE}"').replace("PIECES", pieces)


@pytest.mark.parametrize("place", PLACES.values(), ids=list(PLACES))
def test_one_wide_character_does_not_widen_the_rest(place: str) -> None:
    body = wide(place).encode()
    tracemalloc.start()
    try:
        with contextlib.suppress(RequestInvalidError):
            read_execute(body, LIMITS)
        with contextlib.suppress(RequestInvalidError):
            read_upload(body, LIMITS)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 3 * len(body)


def spent_s(body: bytes) -> float:
    """The least of three readings, in processor time."""
    spent = []
    for _ in range(3):
        start = time.thread_time()
        with contextlib.suppress(RequestInvalidError):
            read_execute(body, LIMITS)
        spent.append(time.thread_time() - start)
    return min(spent)


def keys(count: int) -> bytes:
    return b"{" + b"".join(b'"k%d": 1,' % number for number in range(count)) + b'"k%d": 2}' % (count - 1)


FORMS: dict[str, Callable[[int], bytes]] = {
    "keys, the last one twice": keys,
    "keys inside": lambda count: b'{"x": ' + keys(count) + b"}",
    "keys with escapes": lambda count: keys(count).replace(b'"k', b'"\\u006b'),
    "escaped quotes": lambda count: b'{"code": "", "stdin_data": "' + b'\\"' * (100 * count) + b'"}',
    "backslashes": lambda count: b'{"code": "", "stdin_data": "' + b"\\\\" * (100 * count) + b'"}',
    "colons": lambda count: b"{" + b":" * (100 * count),
    "brackets": lambda count: b'{"x": [' + b"[]," * (100 * count) + b"1]}",
    "quotes": lambda count: b'"' * (100 * count),
    "white space": lambda count: b'{"code":' + b" " * (1000 * count) + b'""}',
    "digits": lambda count: b'{"code": "", "x": ' + b"9" * (100 * count) + b"}",
    "lone surrogates": lambda count: b'{"code": "", "x": "' + b"\\ud800" * (100 * count) + b'"}',
    "half a pair": lambda count: b'{"code": "", "x": "' + b"\\ud83d\\ude00" * (100 * count) + b'\\ud83d"}',
    "attachments": lambda count: b'{"code": "", "attachments": [' + b"{}," * count + b"{}]}",
    "paths, all the same": lambda count: b'{"code": "", "return_files": [' + b'"a",' * count + b'"a"]}',
    "surrogates in paths": lambda count: b'{"code": "", "return_files": [' + b'"\\udc00",' * count + b'"a"]}',
    "Base64 with spaces": lambda count: (
        b'{"code": "", "attachments": [{"filename": "a", "content_base_64": "' + b"QUJD " * (100 * count) + b'"}]}'
    ),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_the_time_grows_no_faster_than_the_body(form: Callable[[int], bytes]) -> None:
    small, large = form(400), form(4000)
    # Ten times the body: linear is at most ten times the time, quadratic a hundred.
    assert spent_s(large) < 35 * max(spent_s(small), 0.0002)
