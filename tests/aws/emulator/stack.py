"""The whole stack: both functions, the Invoke API between them, DynamoDB Local, and the HTTP API in front."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from tests.aws import dynamodb_local
from tests.servers import served

from .function import LambdaFunction
from .gateway import create_gateway
from .invoke_api import create_invoke_api
from .template import FunctionSpec, Template

BUILT = Path(__file__).parents[3] / ".aws-sam/build/template.yaml"
API_CONCURRENCY = 20
UNRESERVED_CONCURRENCY = 10
"""What a new account has; the runner gets it when nothing is reserved."""

NOT_PASSED_ON = frozenset({"SANDBOX_RUNNER_FUNCTION", "SANDBOX_GUEST_LIBRARIES", "SANDBOX_RUN_DIRECTORY"})
NOT_THE_RUNNERS = frozenset(
    {"SANDBOX_UPLOAD_STORE", "SANDBOX_MAX_CONCURRENCY", "SANDBOX_RATE_LIMIT_STORE", "SANDBOX_TRUSTED_PROXIES"}
)


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack."""

    url: str
    api: LambdaFunction
    runner: LambdaFunction
    dynamodb_endpoint: str
    table: str


def parameters_of(environ: Mapping[str, str]) -> dict[str, str]:
    """The template parameter behind the variables that are no environment variable of a function."""
    given = environ.get("SANDBOX_MAX_CONCURRENCY", "").strip()
    return {"RunnerReservedConcurrency": given} if given else {}


def _with_layer(spec: FunctionSpec, layer: Path | None) -> FunctionSpec:
    return spec if layer is None else replace(spec, layers=(*spec.layers, layer))


@contextmanager
def running_stack(
    environ: Mapping[str, str],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    kernel: str = "lambda",
    template: Path = BUILT,
    parameters: Mapping[str, str] | None = None,
    runner_environment: Mapping[str, str] | None = None,
    common_environment: Mapping[str, str] | None = None,
    layer: Path | None = None,
    dynamodb: str | None = None,
) -> Iterator[Stack]:
    """Serve the built stack until the block ends.

    Args:
        environ: its SANDBOX_* variables go to the functions, before those of the template.
        kernel: what the functions' kernel refuses, see `ExecutionEnvironment`.
        parameters: of the template, before its defaults.
        runner_environment: more variables for the runner function alone.
        common_environment: more variables for both functions.
        layer: one more layer for both functions.
        dynamodb: the URL of an engine that runs already, where the stack gets a table of its own; else one is started.
    """
    names = {"RateLimitTable": f"RateLimitTable-{uuid4().hex}"} if dynamodb else {}
    document = Template(template, parameters_of(environ) | dict(parameters or {}), names)
    passed = {name: text for name, text in environ.items() if name.startswith("SANDBOX_") and name not in NOT_PASSED_ON}
    common = dict(common_environment or {})
    with ExitStack() as stack:
        endpoint = dynamodb or stack.enter_context(dynamodb_local.dynamodb_local())
        table = str(document.resolve({"Ref": "RateLimitTable"}))
        dynamodb_local.create_table(endpoint, table)
        for_runner = {name: text for name, text in passed.items() if name not in NOT_THE_RUNNERS}
        spec = _with_layer(document.function("RunnerFunction"), layer)
        runner = LambdaFunction(
            spec,
            for_runner | common | dict(runner_environment or {}),
            concurrency=UNRESERVED_CONCURRENCY if spec.reserved is None else spec.reserved,
            kernel=kernel,
        )
        stack.callback(runner.close)
        invoke_url = stack.enter_context(served(create_invoke_api({spec.name: runner})))
        endpoints = {"AWS_ENDPOINT_URL_LAMBDA": invoke_url, "AWS_ENDPOINT_URL_DYNAMODB": endpoint}
        api = LambdaFunction(
            _with_layer(document.function("ApiFunction"), layer),
            passed | endpoints | common,
            concurrency=API_CONCURRENCY,
            kernel=kernel,
        )
        stack.callback(api.close)
        cors = document.resolve(document.resources["HttpApi"]["Properties"].get("CorsConfiguration"))
        url = stack.enter_context(served(create_gateway(api, cors), host, port))
        yield Stack(url, api, runner, endpoint, table)
