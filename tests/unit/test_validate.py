from __future__ import annotations

import base64
import contextlib
import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pysandbox.api.requests import read_execute
from pysandbox.api.requests.base64_text import decode_base64
from pysandbox.api.requests.problems import RequestInvalidError
from pysandbox.policy import load_limits

LIMITS = load_limits()

any_text = st.text(st.characters(exclude_categories=()), max_size=30)
names = st.one_of(any_text, st.sampled_from(["", ".", "..", "a", "a/b", "/a", "*.png", "a\0", "x" * 256, "\ud800"]))
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), any_text)
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(any_text, inner), max_leaves=8)
contents = st.one_of(anything, st.binary(max_size=9).map(lambda raw: base64.b64encode(raw).decode()))
attachment = st.one_of(
    anything, st.fixed_dictionaries({}, optional={"filename": names, "content_base_64": contents, "x": scalars})
)
requests = st.fixed_dictionaries(
    {},
    optional={
        "code": st.one_of(any_text, anything),
        "stdin_data": st.one_of(any_text, anything),
        "attachments": st.one_of(st.lists(attachment, max_size=3), anything),
        "return_files": st.one_of(st.lists(names, max_size=22), anything),
        "surplus\ud800": anything,
    },
)


@settings(max_examples=600, deadline=None)
@given(payload=requests)
def test_a_request_is_valid_or_has_issues_and_nothing_else(payload: dict[str, Any]) -> None:
    try:
        valid = read_execute(json.dumps(payload).encode(), LIMITS)
    except RequestInvalidError as error:
        text = json.dumps([[issue.field, issue.message] for issue in error.issues], ensure_ascii=False)
        assert text.encode() != b"[]"
        return
    assert valid.run.code == payload["code"]
    "".join(valid.ignored_fields).encode()
    valid.run.code.encode()
    for file in valid.run.files:
        assert file.name not in ("", ".", "..")
        assert not set(file.name) & set("/\\\0")
        assert len(file.name.encode()) <= 255
    for pattern in valid.run.return_patterns:
        assert not pattern.startswith("/")
        assert ".." not in pattern.split("/")


@settings(max_examples=400, deadline=None)
@given(body=st.one_of(st.binary(max_size=200), st.text('{}[]":,\\u019dEe.-+ntfalse \n\0', max_size=60).map(str.encode)))
@example(b'{"a":' * 100)
@example(b'"' + b"\\" * 99)
def test_any_bytes_are_a_request_or_have_issues(body: bytes) -> None:
    with contextlib.suppress(RequestInvalidError):
        read_execute(body, LIMITS)


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(max_size=20),
    surplus=st.dictionaries(
        st.text(max_size=5).filter(lambda name: name != "code"),
        st.text(max_size=20) | st.integers() | st.lists(st.none(), max_size=3),
        max_size=20,
    ),
    ascii_only=st.booleans(),
)
def test_what_json_writes_is_read_back(text: str, surplus: dict[str, Any], ascii_only: bool) -> None:
    body = json.dumps(surplus | {"code": "", "stdin_data": text}, ensure_ascii=ascii_only).encode()
    valid = read_execute(body, LIMITS)
    assert valid.run.stdin == text.encode()
    assert valid.ignored_fields == tuple(surplus)


@pytest.mark.parametrize("inside", ["[" * 100_000, "{" * 100_000, "," * 100_000, '\\"[' * 10_000, "\\\\" * 10_000])
def test_brackets_and_commas_inside_strings_are_text(inside: str) -> None:
    valid = read_execute(f'{{"code": "", "stdin_data": "{inside}"}}'.encode(), LIMITS)
    assert valid.run.stdin.decode() == json.loads(f'"{inside}"')


def test_a_byte_order_mark_is_ignored() -> None:
    assert read_execute(b'\xef\xbb\xbf{"code": ""}', LIMITS).run.code == ""


@given(st.binary(max_size=100), st.integers(1, 10))
def test_base64_with_white_space_anywhere_is_read(raw: bytes, step: int) -> None:
    text = base64.b64encode(raw).decode()
    spaced = "\t\r\n\f\v ".join(text[at : at + step] for at in range(0, len(text), step))
    assert decode_base64(spaced.encode()) == raw


@settings(max_examples=500)
@given(st.text("AB=/+-_ \n*", max_size=12))
def test_base64_has_one_spelling_for_one_content(text: str) -> None:
    try:
        content = decode_base64(text.encode())
    except ValueError:
        return
    assert base64.b64encode(content).decode() == text.replace(" ", "").replace("\n", "")
