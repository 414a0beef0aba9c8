from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import jsonschema
import openapi_spec_validator
import pytest
from pysandbox.api import create_app
from pysandbox.api.answers.schemas import ErrorResponse
from pysandbox.api.answers.service_schemas import HealthResponse, LimitsResponse
from pysandbox.engine.models import LayerReport, LayerState

from tests.api.service import FakeRunner, make_settings, serving


@pytest.mark.parametrize("path", ["/nothing", "/execute/", "/limits/x", "/docs", "/redoc"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_path_is_not_found(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path)
    ErrorResponse.model_validate(response.json(), strict=True)
    assert (response.status_code, response.json()["error_details"]["type"]) == (404, "NotFound")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/execute", "OPTIONS, POST"),
        ("HEAD", "/execute", "OPTIONS, POST"),
        ("PUT", "/validate", "OPTIONS, POST"),
        ("POST", "/limits", "GET, HEAD, OPTIONS"),
        ("DELETE", "/health", "GET, HEAD, OPTIONS"),
        ("PATCH", "/", "GET, HEAD, OPTIONS"),
        ("POST", "/openapi.json", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_refused_with_those_that_are_right(
    client: httpx.Client, method: str, path: str, allow: str
) -> None:
    response = client.request(method, path)
    assert (response.status_code, response.headers["Allow"]) == (405, allow)
    if method != "HEAD":
        ErrorResponse.model_validate(response.json(), strict=True)
        assert response.json()["error_details"]["type"] == "MethodNotAllowed"


@pytest.mark.parametrize("path", ["/", "/limits", "/health", "/openapi.json"])
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/execute", "/validate", "/limits", "/nothing"])
def test_any_origin_may_call(client: httpx.Client, path: str) -> None:
    headers = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, x-own",
    }
    response = client.options(path, headers=headers)
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"] == "content-type, x-own"
    answer = client.post(path, headers={"Origin": "https://example.org"}, content=b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(
        answer.headers["Access-Control-Expose-Headers"].split(", ")
    )


def test_limits_lists_every_limit_import_and_version(tmp_path: Path) -> None:
    info = tmp_path / "numpy-9.8.7.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 9.8.7\n")
    settings = make_settings(tmp_path, {"SANDBOX_REQUESTS_PER_DAY": "77"})
    with serving(create_app(settings, FakeRunner())) as url:
        body = httpx.get(f"{url}/limits").json()
    LimitsResponse.model_validate(body, strict=True)
    assert body["python_version"].startswith("3.13.")
    assert (body["limits"]["requests_per_day"], body["limits"]["max_attachment_bytes"]) == (77, 8388608)
    assert body["imports"]["libraries"] == {"numpy": "9.8.7"}
    assert {"name": "Key Third-Party Libraries", "modules": ["numpy"]} in body["imports"]["categories"]
    assert "numpy.f2py" in [row["module"] for row in body["imports"]["denied_submodules"]]


def test_health_shows_the_layers(client: httpx.Client) -> None:
    response = client.get("/health")
    body = response.json()
    HealthResponse.model_validate(body, strict=True)
    assert (response.status_code, body["status"], body["unsafe"]) == (200, "ok", False)
    assert body["layers"]["seccomp"] == {"state": "active", "detail": "attacked, and held"}


def test_health_is_degraded_and_unsafe_when_a_layer_is_off(tmp_path: Path) -> None:
    runner = FakeRunner()
    runner.layers = (LayerReport("seccomp", LayerState.DISABLED, "switched off"),)
    settings = make_settings(tmp_path, {"SANDBOX_DISABLED_LAYERS": "seccomp", "SANDBOX_UNSAFE": "1"})
    with serving(create_app(settings, runner)) as url:
        body = httpx.get(f"{url}/health").json()
    assert (body["status"], body["unsafe"], body["disabled_layers"]) == ("degraded", True, ["seccomp"])


def test_health_is_unavailable_when_nothing_can_run(client: httpx.Client, runner: FakeRunner) -> None:
    runner.healthy = False
    response = client.get("/health")
    ErrorResponse.model_validate(response.json(), strict=True)
    assert (response.status_code, response.json()["error_details"]["type"]) == (503, "ServiceUnavailable")


def resolve(document: dict[str, Any], schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({**schema, "components": document["components"]})


def test_the_description_carries_the_limits_and_fits_its_own_examples(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert set(document["paths"]) == {"/execute", "/validate", "/uploads", "/limits", "/health"}
    request = document["components"]["schemas"]["ExecuteRequest"]
    assert request["properties"]["code"]["maxLength"] == 2000
    assert request["properties"]["attachments"]["anyOf"][0]["maxItems"] == 2
    assert document["components"]["schemas"]["Attachment"]["properties"]["filename"]["maxLength"] == 255
    validator = resolve(document, request)
    for example in request["examples"]:
        validator.validate(example)
        assert client.post("/validate", json=example).status_code == 200
    for wrong in (
        {},
        {"code": 1},
        {"code": "x" * 2001},
        {"code": "", "attachments": [{}]},
        {"code": "", "return_files": [1]},
    ):
        assert not validator.is_valid(wrong)
        assert client.post("/validate", json=wrong).status_code == 400


def test_answers_fit_their_description(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    answers = [
        ("/execute", client.post("/execute", json={"code": "1"})),
        ("/execute", client.post("/execute", json={"code": "import os"})),
        ("/validate", client.post("/validate", json={"code": "1"})),
    ]
    for path, response in answers:
        described = document["paths"][path]["post"]["responses"][str(response.status_code)]
        resolve(document, described["content"]["application/json"]["schema"]).validate(response.json())
        assert "RateLimit" in described["headers"]


def test_the_description_is_valid_and_names_things_as_clients_would(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    openapi_spec_validator.validate(document)
    assert {
        (method, path): operation["operationId"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    } == {
        ("post", "/execute"): "execute",
        ("post", "/validate"): "validate",
        ("post", "/uploads"): "create_upload",
        ("get", "/limits"): "get_limits",
        ("get", "/health"): "get_health",
    }
    assert document["servers"] == [{"url": str(client.base_url).rstrip("/")}]


def test_every_described_answer_has_examples_that_fit(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                described = answer["content"]["application/json"]
                assert described["examples"], (path, status)
                for example in described["examples"].values():
                    resolve(document, described["schema"]).validate(example["value"])


def test_no_schema_of_the_description_is_of_anything(client: httpx.Client) -> None:
    """A generator of clients makes `Any` of a schema without a type."""

    def look(schema: Any, where: str) -> None:
        assert {"type", "$ref", "anyOf", "const", "enum"} & set(schema), where
        for option in schema.get("anyOf", ()):
            look(option, where)
        for name, inner in schema.get("properties", {}).items():
            look(inner, f"{where}.{name}")
        if schema.get("type") == "array":
            look(schema["items"], f"{where}[]")

    for name, schema in client.get("/openapi.json").json()["components"]["schemas"].items():
        look(schema, name)


def test_the_page_loads_nothing_from_elsewhere(client: httpx.Client) -> None:
    response = client.get("/")
    assert response.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
