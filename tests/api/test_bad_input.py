from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.api.answers.schemas import ErrorResponse

from tests.api.service import FakeRunner, make_settings, serving

CAP = 24 * 1024 * 1024


@pytest.fixture(scope="module")
def runner() -> FakeRunner:
    return FakeRunner()


@pytest.fixture(scope="module")
def url(runner: FakeRunner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One service for all: each test also shows that it came through the ones before."""
    settings = make_settings(tmp_path_factory.mktemp("guest"), requests_per_minute=0, requests_per_day=2000)
    with serving(create_app(settings, runner)) as address:
        yield address


@pytest.fixture(autouse=True)
def _still_serving(client: httpx.Client, runner: FakeRunner) -> Iterator[None]:
    yield
    assert client.post("/execute", json={"code": "1"}).status_code == 200
    assert runner.active == 0


def issues(response: httpx.Response) -> list[str]:
    body = response.json()
    ErrorResponse.model_validate(body, strict=True)
    assert (response.status_code, body["error_details"]["type"]) == (400, "ValidationError")
    return [issue["field"] for issue in body["error_details"]["issues"]]


BODIES = {
    "empty": b"",
    "white space": b" \n ",
    "not JSON": b"code=print(1)",
    "cut short": b'{"code": "pri',
    "trailing": b'{"code": ""} x',
    "array": b"[]",
    "string": b'"code"',
    "number": b"1",
    "null": b"null",
    "single quotes": b"{'code': ''}",
    "invalid UTF-8": b'{"code": "\xff"}',
    "UTF-8 surrogate": b'{"code": "\xed\xa0\x80"}',
    "overlong UTF-8": b'{"code": "\xc0\xaf"}',
    "UTF-16": '{"code": ""}'.encode("utf-16"),
    "gzip": b"\x1f\x8b\x08\x00",
    "raw NUL": b'{"code": "a\x00b"}',
    "NULs": b"\x00" * 1000,
    "raw newline in a string": b'{"code": "a\nb"}',
    "NaN": b'{"code": "", "x": NaN}',
    "Infinity": b'{"code": "", "x": -Infinity}',
    "huge number": b'{"code": "", "x": ' + b"9" * 100_000 + b"}",
    "duplicate key": b'{"code": "1", "code": "2"}',
    "duplicate nested key": b'{"code": "1", "x": {"a": 1, "a": 2}}',
    "deep arrays": b'{"code": "", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"x":' * 50_000 + b"1" + b"}" * 50_000,
    "unclosed arrays": b"[" * 1_000_000,
    "many lists": b'{"code": "", "x": [' + b"[]," * 3_000_000 + b"[]]}",
    "many numbers": b'{"code": "", "x": [' + b"1," * 5_000_000 + b"1]}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
def test_a_body_that_is_not_a_json_object_is_refused(client: httpx.Client, body: bytes) -> None:
    assert issues(client.post("/execute", content=body)) == ["body"]
    assert issues(client.post("/validate", content=body)) == ["body"]


ONE = {"filename": "a", "content_base_64": ""}
FIELDS: dict[str, tuple[dict[str, object], list[str]]] = {
    "code missing": ({}, ["code"]),
    "code null": ({"code": None}, ["code"]),
    "code a number": ({"code": 10**30}, ["code"]),
    "code too long": ({"code": "ä" * 2001}, ["code"]),
    "code with NUL": ({"code": "a\0"}, ["code"]),
    "code with a surrogate": ({"code": "\ud800"}, ["code"]),
    "stdin a list": ({"code": "", "stdin_data": []}, ["stdin_data"]),
    "stdin with a surrogate": ({"code": "", "stdin_data": "a\udfff"}, ["stdin_data"]),
    "attachments an object": ({"code": "", "attachments": {}}, ["attachments"]),
    "three attachments": (
        {"code": "", "attachments": [{**ONE, "filename": name} for name in "abc"]},
        ["attachments"],
    ),
    "attachment a string": ({"code": "", "attachments": ["a"]}, ["attachments[0]"]),
    "attachment empty": (
        {"code": "", "attachments": [{}]},
        ["attachments[0].filename", "attachments[0].content_base_64"],
    ),
    "content null": (
        {"code": "", "attachments": [{"filename": "a", "content_base_64": None}]},
        ["attachments[0].content_base_64"],
    ),
    "duplicate names": ({"code": "", "attachments": [ONE, ONE]}, ["attachments[1].filename"]),
    "return_files a string": ({"code": "", "return_files": "a"}, ["return_files"]),
    "return_files of numbers": ({"code": "", "return_files": [1, "ok", None]}, ["return_files[0]", "return_files[2]"]),
    "21 return_files": ({"code": "", "return_files": [f"{n}" for n in range(21)]}, ["return_files"]),
    "return_files twice": ({"code": "", "return_files": ["a", "a"]}, ["return_files[1]"]),
    "everything": (
        {"stdin_data": 1, "attachments": [{"filename": "../x", "content_base_64": "!"}, 7], "return_files": ["/etc/x"]},
        [
            "code",
            "stdin_data",
            "attachments[0].filename",
            "attachments[0].content_base_64",
            "attachments[1]",
            "return_files[0]",
        ],
    ),
}


@pytest.mark.parametrize(("body", "fields"), FIELDS.values(), ids=list(FIELDS))
def test_every_wrong_field_is_named(client: httpx.Client, body: dict[str, object], fields: list[str]) -> None:
    assert issues(client.post("/execute", content=json.dumps(body).encode())) == fields


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "/etc/passwd", "a/b", "../a", "a\\b", "a\0b", "x" * 256, "ä" * 128, "\ud800", "a/", "..\\..\\x"],
)
def test_a_bad_attachment_name_is_refused(client: httpx.Client, name: str) -> None:
    body = {"code": "", "attachments": [{"filename": name, "content_base_64": ""}]}
    assert issues(client.post("/execute", content=json.dumps(body).encode())) == ["attachments[0].filename"]


@pytest.mark.parametrize(
    "name", ["main.py", "...", "a..b", ".hidden", "x" * 255, "-rf", "a b", "a\nb", "*", "CON", "ü"]
)
def test_a_plain_attachment_name_is_taken(client: httpx.Client, runner: FakeRunner, name: str) -> None:
    body = {"code": "", "attachments": [{"filename": name, "content_base_64": ""}]}
    assert client.post("/execute", json=body).status_code == 200
    assert runner.requests[-1].files[0].name == name


@pytest.mark.parametrize(
    "path", ["", ".", "..", "/a", "../a", "a/../b", "a/..", "a/", "./", "a\0", "x" * 256, "\ud800"]
)
def test_a_bad_path_to_return_is_refused(client: httpx.Client, path: str) -> None:
    body = json.dumps({"code": "", "return_files": [path]}).encode()
    assert issues(client.post("/execute", content=body)) == ["return_files[0]"]


@pytest.mark.parametrize(
    "content", ["A", "AA", "AAA", "A===", "AA=A", "AA==AA==", "=", "====", "A*==", "AAAä", "AAB=", "-_8=", "AAAA="]
)
def test_bad_base64_is_refused(client: httpx.Client, content: str) -> None:
    body = {"code": "", "attachments": [{"filename": "a", "content_base_64": content}]}
    assert issues(client.post("/execute", json=body)) == ["attachments[0].content_base_64"]


def test_an_attachment_may_be_eight_megabytes_and_not_a_byte_more(client: httpx.Client) -> None:
    for padding, status in (("AAA=", 200), ("AAAA", 400)):  # 8 MiB is 2 bytes more than a multiple of 3
        body = {"code": "", "attachments": [{"filename": "a", "content_base_64": "AAAA" * (8388608 // 3) + padding}]}
        response = client.post("/execute", json=body)
        assert response.status_code == status, response.text[:300]


def test_the_code_may_be_2000_characters(client: httpx.Client) -> None:
    assert client.post("/execute", json={"code": "#" + "𝛑" * 1999}).status_code == 200


def too_large(response: httpx.Response) -> None:
    body = response.json()
    ErrorResponse.model_validate(body, strict=True)
    assert (response.status_code, body["error_details"]["type"]) == (413, "PayloadTooLarge")
    assert "RateLimit" in response.headers


def test_a_body_over_the_cap_is_too_large_with_and_without_a_length(client: httpx.Client) -> None:
    content = b'{"code": "' + b" " * CAP + b'"}'
    too_large(client.post("/execute", content=content))
    too_large(client.post("/validate", content=iter([content[:CAP], content[CAP:]])))


def test_a_body_of_exactly_the_cap_is_read(client: httpx.Client) -> None:
    content = b'{"code": "", "stdin_data": "'
    content += b"," * (CAP - len(content) - 2) + b'"}'
    assert len(content) == CAP
    assert client.post("/execute", content=content).status_code == 200


def talk(url: str, data: bytes) -> bytes:
    """What the server answers to raw bytes, until it closes or the answer is whole."""
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=20) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        return answer


def parts(answer: bytes) -> tuple[int, dict[str, object]]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


MALFORMED = {
    "not HTTP": b"hello\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 50,
    "unknown method": b"BREW /execute HTTP/1.1\r\nHost: x\r\n\r\n",
    "bad header": b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
    "bad length": b"POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
    "negative length": b"POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "two lengths": b"POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunked": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bad URL": b"GET \xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "CONNECT": b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
    "endless header": b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    "endless URL": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=list(MALFORMED))
def test_what_is_not_http_is_refused_in_the_same_shape(url: str, data: bytes) -> None:
    status, body = parts(talk(url, data))
    ErrorResponse.model_validate(body, strict=True)
    assert 400 <= status < 500


@pytest.mark.parametrize(
    "path", ["/%00", "/%ff", "/..%2f..%2fetc/passwd", "//execute", "/execute/", "/a?b#c", "*", "/EXECUTE"]
)
def test_odd_paths_are_not_found(url: str, path: str) -> None:
    status, body = parts(talk(url, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()))
    ErrorResponse.model_validate(body, strict=True)
    assert status in (400, 404)


def test_a_bad_chunk_ends_the_request_and_not_the_service(url: str) -> None:
    data = b"POST /execute HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    assert parts(talk(url, data))[0] == 400


def test_a_length_over_the_cap_is_refused_before_it_is_sent(url: str) -> None:
    head = b"POST /execute HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=20) as connection:
        connection.sendall(head)
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")
