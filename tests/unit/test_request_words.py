"""What is wrong with a request is said in plain words, with names that its sender knows."""

from __future__ import annotations

import json
import re
from typing import Any, cast, get_args

import pytest
from pydantic_core import ValidationError, core_schema
from pydantic_core import _pydantic_core as native
from pysandbox.api.requests import read_execute, read_upload
from pysandbox.api.requests.models import ATTACHMENT, EXECUTE, UPLOAD
from pysandbox.api.requests.outline import Shape
from pysandbox.api.requests.problems import RequestInvalidError
from pysandbox.api.requests.words import MEANT, meant, words
from pysandbox.policy import load_limits

LIMITS = load_limits()
EVERY_ERROR: list[dict[str, Any]] = cast(Any, native).list_all_errors()


def issues(body: bytes | dict[str, Any]) -> dict[str, str]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(RequestInvalidError) as caught:
        read_execute(raw, LIMITS)
    assert len({issue.field for issue in caught.value.issues}) == len(caught.value.issues)
    return {issue.field: issue.message for issue in caught.value.issues}


def test_the_list_of_pydantics_errors_is_whole() -> None:
    assert {row["type"] for row in EVERY_ERROR} == set(get_args(core_schema.ErrorType))


@pytest.mark.parametrize("row", EVERY_ERROR, ids=[row["type"] for row in EVERY_ERROR])
def test_every_error_of_pydantics_has_words_of_ours(row: dict[str, Any]) -> None:
    context = {name: "x" if shown in (None, "") else shown for name, shown in (row["example_context"] or {}).items()}
    context |= {name: 3 for name in ("actual_length", "max_length") if name in context}
    if row["type"] in ("value_error", "assertion_error"):
        context["error"] = ValueError("x")
    values: tuple[object, ...] = (None, True, 1, 1.5, "x", [], {})
    for value in values:
        line: Any = {"type": row["type"], "loc": ("a",), "input": value, "ctx": context}
        (details,) = ValidationError.from_exception_data("", [line], "json").errors(include_url=False)
        said = words(details)
        assert re.match(r"(must (not )?be |must |is |is not |has |cannot be )", said), said
        for jargon in ("nput", "ython", "instance", "class", "dictionary", "tuple", "pydantic", "{", "}"):
            assert jargon not in said, said


MESSAGES = [
    (b"[]", {"body": "must be a JSON object, not an array"}),
    (b"", {"body": "is empty; a JSON object is expected"}),
    (b'{"code": "a"', {"body": "is not valid JSON: it ends inside an object (line 1, column 12)"}),
    (b'{"code": "a\n"}', {"body": re.compile(r"is not valid JSON: a string holds a control character, .* \\n \(")}),
    (b"{'code': 1}", {"body": re.compile(r"is not valid JSON: a key must be a string in double quotes \(line 1")}),
    (b'{"code": "", }', {"body": re.compile(r"is not valid JSON: a comma stands before a closing bracket")}),
    (b'{"code": "\xff"}', {"body": "is not valid UTF-8: invalid start byte at byte 10"}),
    (b"\x1f\x8b\x08", {"body": "is compressed; Content-Encoding is not supported"}),
    (b'{"code": NaN}', {"body": "is not valid JSON: NaN and Infinity are no JSON numbers"}),
    (b'{"code": "", "a\\u0062": 1, "ab": 2}', {"body": 'names the key "ab" twice in one object'}),
    ({}, {"code": "is required"}),
    ({"code": 1}, {"code": "must be a string, not a number"}),
    ({"code": "x" * 2001}, {"code": "has 2001 characters; at most 2000 are allowed"}),
    ({"code": "a\0"}, {"code": "holds a NUL character, which Python source cannot"}),
    ({"code": "ab\ud800"}, {"code": "holds a lone surrogate (\\ud800) at character 2"}),
    ({"code": "", "stdin_data": "ü\udfff\ud801"}, {"stdin_data": "holds a lone surrogate (\\udfff) at character 1"}),
    ({"code": "", "timeout_seconds": 0}, {"timeout_seconds": "must be more than 0 and at most 10"}),
    ({"code": "", "timeout_seconds": 10.5}, {"timeout_seconds": "must be more than 0 and at most 10"}),
    ({"code": "", "timeout_seconds": True}, {"timeout_seconds": "must be a number, not a boolean"}),
    ({"code": "", "timeout_seconds": "5"}, {"timeout_seconds": "must be a number, not a string"}),
    (b'{"code": "", "timeout_seconds": 1e999}', {"timeout_seconds": "must be more than 0 and at most 10"}),
    ({"code": "", "attachments": [None]}, {"attachments[0]": "must be an object, not null"}),
    (
        {"code": "", "attachments": [{"filename": "a", "content_base_64": "data:text/plain;base64,QQ=="}]},
        {"attachments[0].content_base_64": re.compile("it is a data: URL; send only what follows its comma")},
    ),
    (
        {"code": "", "attachments": [{"filename": "a", "content_base64": "QQ=="}]},
        {"attachments[0].content_base_64": "is required; content_base64 was sent, which is no field"},
    ),
    ({"program": "1"}, {"code": "is required; program was sent, which is no field"}),
    (
        {"code": "", "attachments": [{"filename": "a", "content_base_64": "AA==", "upload_id": "a"}]},
        {"attachments[0].upload_id": "cannot stand beside content_base_64: a file has one content"},
    ),
    (
        {"code": "", "attachments": [{"filename": n, "upload_id": "u"} for n in "ab"]},
        {"attachments[1].upload_id": "is the upload of another attachment too"},
    ),
    (
        {"stdin_data": [], "attachments": [{"filename": "a/b", "content_base_64": "!"}, 7, {}, {}], "return_files": 3},
        {
            "code": "is required",
            "stdin_data": "must be a string, not an array",
            "attachments": "has 4 files; at most 2 attachments are allowed",
            "attachments[0].filename": "must be a plain file name without separators",
            "attachments[0].content_base_64": re.compile("is not valid Base64: its length"),
            "attachments[1]": "must be an object, not a number",
            "return_files": "must be an array, not a number",
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), MESSAGES, ids=range(len(MESSAGES)))
def test_what_is_wrong_is_said_exactly(
    body: bytes | dict[str, Any], expected: dict[str, str | re.Pattern[str]]
) -> None:
    found = issues(body)
    assert list(found) == list(expected)
    for field, message in expected.items():
        assert message == found[field] if isinstance(message, str) else message.search(found[field]), found[field]


@pytest.mark.parametrize("shape", [EXECUTE, ATTACHMENT, UPLOAD])
def test_every_field_has_names_that_are_taken_for_it_and_for_no_other(shape: Shape) -> None:
    names = [name for field in shape.fields for name in MEANT.get(field, ())]
    assert len(names) == len(set(names))
    for field in shape.fields & set(MEANT):
        assert meant(field, shape.fields) is None
        for name in (*MEANT[field], field.upper(), field.title().replace("_", "")):
            assert meant(name, shape.fields) == field
    assert shape.fields <= set(MEANT)


def test_what_is_there_under_its_own_name_was_not_meant_by_another() -> None:
    body = b'{"code": "", "stdin_data": "", "stdin": ""}'
    assert (read_execute(body, LIMITS).ignored_fields, read_execute(body, LIMITS).misnamed) == (("stdin",), ())


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ("stdin", "stdin_data"),
        ("files", "attachments"),
        ("timeout", "timeout_seconds"),
        ("returnFiles", "return_files"),
    ],
)
def test_a_field_that_is_ignored_is_named_with_what_was_meant(sent: str, field: str) -> None:
    valid = read_execute(json.dumps({"code": "", sent: 3, "surplus": 1}).encode(), LIMITS)
    assert valid.ignored_fields == (sent, "surplus")
    assert dict(valid.misnamed) == {sent: field}
    assert valid.run.timeout_s is None
    with pytest.raises(RequestInvalidError) as caught:
        read_execute(json.dumps({sent: 3}).encode(), LIMITS)
    assert caught.value.hint == f"Call it {field}: {sent} is not a field of this service."


def test_unknown_fields_of_attachments_are_named_too() -> None:
    body = {"code": "", "attachments": [{"filename": "a", "content_base_64": "", "é\ud800": 1}], "x\udc00": [{}]}
    assert read_execute(json.dumps(body).encode(), LIMITS).ignored_fields == ("x\ufffd", "attachments[0].é\ufffd")


def test_an_upload_is_checked_like_an_attachment() -> None:
    assert read_upload(b'{"filename": "a", "size_bytes": 5, "x": 1}', LIMITS).ignored_fields == ("x",)
    with pytest.raises(RequestInvalidError) as caught:
        read_upload(b'{"size": 5}', LIMITS)
    assert [(issue.field, issue.message) for issue in caught.value.issues] == [
        ("filename", "is required"),
        ("size_bytes", "is required; size was sent, which is no field"),
    ]
    with pytest.raises(RequestInvalidError) as caught:
        read_upload(b'{"filename": "/", "size_bytes": 1.0}', LIMITS)
    assert [issue.message for issue in caught.value.issues] == [
        "must be a plain file name without separators",
        "must be a whole number, not a number",
    ]


def test_the_code_loses_a_byte_order_mark_and_nothing_else() -> None:
    assert read_execute('{"code": "\ufeffprint(1)\ufeff"}'.encode(), LIMITS).run.code == "print(1)\ufeff"
    assert len(read_execute(json.dumps({"code": "\ufeff" + "é" * 2000}).encode(), LIMITS).run.code) == 2000
