from __future__ import annotations

import base64
import io
import json

import httpx
import pytest
from PIL import Image
from pysandbox.api.answers.schemas import (
    ErrorResponse,
    ExecuteErrorResponse,
    ExecuteResponse,
    UploadResponse,
    ValidateResponse,
)
from pysandbox.api.answers.service_schemas import HealthResponse, LimitsResponse


def run(api: httpx.Client, **body: object) -> httpx.Response:
    return api.post("/execute", content=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


def test_hello(api: httpx.Client) -> None:
    response = run(api, code='print("Hello from the sandbox!")')
    ExecuteResponse.model_validate(response.json(), strict=True)
    details = response.json()["execution_details"]
    assert (response.status_code, details["success"], details["exit_code"]) == (200, True, 0)
    assert (details["stdout"], details["stderr"]) == ("Hello from the sandbox!\n", "")
    assert "RateLimit-Policy" in response.headers
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_stdin_files_in_and_files_out(api: httpx.Client) -> None:
    code = "open('out.bin', 'wb').write(open('in.bin', 'rb').read()[::-1] + input().encode())"
    content = bytes(range(256))
    attachment = {"filename": "in.bin", "content_base_64": base64.b64encode(content).decode()}
    response = run(api, code=code, stdin_data="Zeile ü\n", attachments=[attachment], return_files=["*.bin", "none.txt"])
    files = response.json()["execution_details"]["output_files"]
    assert base64.b64decode(files["out.bin"]["content_base64"]) == content[::-1] + "Zeile ü".encode()
    assert base64.b64decode(files["in.bin"]["content_base64"]) == content
    assert set(files["none.txt"]) == {"error"}


def test_a_jpeg_goes_in_and_a_grey_png_comes_out(api: httpx.Client) -> None:
    photo = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((320, 200)).save(photo, "JPEG")
    code = (
        "from PIL import Image\n"
        "with Image.open('input_photo.jpg') as img:\n    img.convert('L').save('output_grayscale.png')\nprint('done')"
    )
    attachment = {"filename": "input_photo.jpg", "content_base_64": base64.b64encode(photo.getvalue()).decode()}
    response = run(api, code=code, attachments=[attachment], return_files=["output_grayscale.png"])
    details = response.json()["execution_details"]
    assert details["stdout"] == "done\n"
    returned = details["output_files"]["output_grayscale.png"]
    content = base64.b64decode(returned["content_base64"])
    assert (returned["media_type"], returned["size_bytes"]) == ("image/png", len(content))
    with Image.open(io.BytesIO(content)) as grey, Image.open(photo) as original:
        assert (grey.format, grey.mode, grey.size) == ("PNG", "L", (320, 200))
        assert grey.tobytes() == original.convert("L").tobytes()


def test_an_uncaught_exception_is_an_ordinary_run(api: httpx.Client) -> None:
    response = run(api, code="x = 1\n1 / 0")
    details = response.json()["execution_details"]
    assert (response.status_code, details["exit_code"], details["termination_reason"]) == (200, 1, "exception")
    assert details["exception"] == {"type": "ZeroDivisionError", "message": "division by zero", "line": 2}
    assert 'File "main.py", line 2' in details["stderr"]


@pytest.mark.parametrize(
    "code", ["(", "\ufeff(", "def f(:\n", "x = '", "\x0c", "(" * 1000, "-" * 1999, "a." * 999 + "a"]
)
def test_no_source_text_is_the_services_failure(api: httpx.Client, code: str) -> None:
    response = run(api, code=code)
    assert response.status_code == 200
    assert api.get("/health").status_code == 200


def test_a_forbidden_import_is_found_before_running(api: httpx.Client) -> None:
    response = run(api, code="print(1)\nimport os\n")
    body = response.json()
    ExecuteErrorResponse.model_validate(body, strict=True)
    assert (response.status_code, body["error_details"]["type"]) == (400, "ForbiddenImportError")
    assert body["error_details"]["disallowed"] == ["os"]
    assert body["error_details"]["issues"][0]["lines"] == [2]
    assert "execution_details" not in body


def test_a_forbidden_import_while_running_comes_with_the_run(api: httpx.Client) -> None:
    response = run(api, code="print(1)\n__import__('o' + 's')\n")
    body = response.json()
    ExecuteErrorResponse.model_validate(body, strict=True)
    assert (response.status_code, body["error_details"]["type"]) == (400, "ForbiddenImportError")
    assert body["error_details"]["disallowed"] == ["os"]
    assert body["execution_details"]["stdout"] == "1\n"


def test_a_forbidden_import_that_is_caught_is_named_and_the_run_goes_on(api: httpx.Client) -> None:
    response = run(api, code="try:\n    __import__('o' + 's')\nexcept ImportError as e:\n    print(type(e).__name__)\n")
    details = response.json()["execution_details"]
    assert (response.status_code, details["stdout"]) == (200, "ForbiddenImportError\n")
    assert details["blocked_imports"] == ["os"]


def test_a_timeout_comes_with_the_partial_run(api: httpx.Client) -> None:
    code = "import time\nprint(1, flush=True)\nopen('a', 'w').write('x')\ntime.sleep(60)"
    response = run(api, code=code, return_files=["a"], timeout_seconds=3)
    body = response.json()
    ExecuteErrorResponse.model_validate(body, strict=True)
    assert (response.status_code, body["error_details"]["type"]) == (400, "TimeoutError")
    assert body["execution_details"]["stdout"] == "1\n"
    assert body["execution_details"]["termination_reason"] == "timeout"
    assert "a" in body["execution_details"]["output_files"]


INVALID = {
    "empty": b"",
    "not an object": b"[]",
    "no code": b"{}",
    "NaN": b'{"code": NaN}',
    "surrogate": b'{"code": "\\ud800"}',
    "NUL": b'{"code": "\\u0000"}',
    "not UTF-8": b'{"code": "\xff"}',
    "deep": b'{"x": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "long code": b'{"code": "' + b"1" * 2001 + b'"}',
    "three files": json.dumps(
        {"code": "", "attachments": [{"filename": name, "content_base_64": ""} for name in "abc"]}
    ).encode(),
    "bad name": b'{"code": "", "attachments": [{"filename": "../a", "content_base_64": ""}]}',
    "bad Base64": b'{"code": "", "attachments": [{"filename": "a", "content_base_64": "A"}]}',
    "bad return": b'{"code": "", "return_files": ["/etc/passwd"]}',
}


@pytest.mark.parametrize("path", ["/execute", "/validate"])
@pytest.mark.parametrize("body", INVALID.values(), ids=list(INVALID))
def test_invalid_requests_are_refused_with_their_issues(api: httpx.Client, path: str, body: bytes) -> None:
    response = api.post(path, content=body)
    ErrorResponse.model_validate(response.json(), strict=True)
    assert (response.status_code, response.json()["error_details"]["type"]) == (400, "ValidationError")
    assert response.json()["error_details"]["issues"]


def test_validate_runs_nothing(api: httpx.Client) -> None:
    response = api.post("/validate", json={"code": "while True: pass"})
    ValidateResponse.model_validate(response.json(), strict=True)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("print(1)", None),
        ("x = 1\nprint(", {"message": "'(' was never closed", "line": 2, "column": 6}),
        ("return", {"message": "'return' outside function", "line": 1, "column": 1}),
    ],
)
def test_validate_compiles(api: httpx.Client, code: str, problem: object) -> None:
    response = api.post("/validate", json={"code": code})
    ValidateResponse.model_validate(response.json(), strict=True)
    assert (response.status_code, response.json()["syntax_error"]) == (200, problem)


def test_a_request_may_have_less_time(api: httpx.Client) -> None:
    response = run(api, code="print(1, flush=True)\nwhile True: pass", timeout_seconds=0.5)
    assert (response.status_code, response.json()["error_details"]["type"]) == (400, "TimeoutError")
    assert response.json()["execution_details"]["stdout"] == "1\n"
    assert "0.5 seconds" in response.json()["error_details"]["message"]
    assert run(api, code="", timeout_seconds=1000).json()["error_details"]["issues"][0]["field"] == "timeout_seconds"


def test_an_upload_is_granted_where_uploads_are_taken(api: httpx.Client) -> None:
    response = api.post("/uploads", json={"filename": "a.bin", "size_bytes": 5})
    if api.get("/limits").json()["uploads"]:
        UploadResponse.model_validate(response.json(), strict=True)
        assert (response.status_code, response.json()["max_bytes"]) == (200, 5)
    else:
        ErrorResponse.model_validate(response.json(), strict=True)
        assert (response.status_code, response.json()["error_details"]["type"]) == (404, "NotFound")


@pytest.mark.parametrize("name", ["0", "../x", "ä" * 5])
def test_an_unknown_upload_is_named(api: httpx.Client, name: str) -> None:
    response = run(api, code="", attachments=[{"filename": "a", "upload_id": name}])
    ErrorResponse.model_validate(response.json(), strict=True)
    assert response.status_code == 400
    assert response.json()["error_details"]["issues"][0]["field"] == "attachments[0].upload_id"


def test_the_other_routes(api: httpx.Client) -> None:
    LimitsResponse.model_validate(api.get("/limits").json(), strict=True)
    HealthResponse.model_validate(api.get("/health").json(), strict=True)
    assert api.get("/openapi.json").json()["openapi"].startswith("3.")
    assert api.get("/").headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/nothing", 404, "NotFound"),
        ("GET", "/execute", 405, "MethodNotAllowed"),
        ("PUT", "/", 405, "MethodNotAllowed"),
    ],
)
def test_wrong_paths_and_methods_have_the_same_shape(
    api: httpx.Client, method: str, path: str, status: int, kind: str
) -> None:
    response = api.request(method, path)
    ErrorResponse.model_validate(response.json(), strict=True)
    assert (response.status_code, response.json()["error_details"]["type"]) == (status, kind)
