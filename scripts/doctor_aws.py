"""How a deployed stack is: its functions, their versions and places, the layers of /health, a first and a second run.

    .venv-aws/bin/python scripts/doctor_aws.py dev|prod

It runs two one-line programs, which count towards the quota of the address that it is called from. Status 1: something
is not as it should be.
"""

from __future__ import annotations

import json
import sys
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

ROOT = Path(__file__).parents[1]
EXPECTED = ("import_guard", "audit_hook", "closed_world", "rlimits", "nondumpable")
"""Layers that are to hold under Lambda's kernel (docs/security.md)."""
PROGRAM = "print(6 * 7)"
TIMEOUT_S = 35


def outputs(session: Any, stack: str) -> dict[str, str]:
    """The stack's outputs, its status and its parameters, by name. Raises ClientError: there is none."""
    (row,) = session.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    found = {output["OutputKey"]: output["OutputValue"] for output in row.get("Outputs", ())}
    parameters = {part["ParameterKey"]: part.get("ParameterValue", "") for part in row.get("Parameters", ())}
    return {"StackStatus": row["StackStatus"]} | parameters | found


def function_lines(lambda_: Any, name: str) -> tuple[list[str], bool]:
    """What there is to say of one function, and whether it is as it should be."""
    row = lambda_.get_function(FunctionName=name, Qualifier="live")
    configuration = row["Configuration"]
    state = configuration.get("State", "unknown")
    reserved = lambda_.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
    lines = [
        (
            f"{name}: version {configuration['Version']}, {state}, {configuration['MemorySize']} MB,"
            f" {'/'.join(configuration.get('Architectures', ()))}, {configuration.get('Runtime', 'container image')},"
            f" {'no places reserved' if reserved is None else f'{reserved} places reserved'}"
        )
    ]
    routing = lambda_.get_alias(FunctionName=name, Name="live").get("RoutingConfig", {}).get("AdditionalVersionWeights")
    if routing:
        lines.append(f"  a deployment is under way: {routing}")
    return lines, state in ("Active", "Inactive")


def ask(url: str, body: dict[str, Any] | None = None) -> tuple[int, Any, float]:
    """Status, JSON and milliseconds of a request."""
    data = None if body is None else json.dumps(body).encode()
    # SAFETY: the address is the stack's own output, https in every deployment.
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    started = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:
            status, content = response.status, response.read()
    except urllib.error.HTTPError as error:
        status, content = error.code, error.read()
    spent_ms = (time.perf_counter() - started) * 1000
    try:
        return status, json.loads(content), spent_ms
    except ValueError:
        return status, {}, spent_ms


def service_lines(url: str) -> tuple[list[str], bool]:
    """What /health and two runs say, and whether it is what they should."""
    first_status, first, first_ms = ask(f"{url}/execute", {"code": PROGRAM})
    second_status, second, second_ms = ask(f"{url}/execute", {"code": PROGRAM})
    lines = []
    for name, status, answer, ms in (
        ("first", first_status, first, first_ms),
        ("second", second_status, second, second_ms),
    ):
        details = answer.get("execution_details") or {}
        told = details.get("stdout", "").strip() or (answer.get("error_details") or {}).get("message", "no answer")
        lines.append(f"{name} run: {status} in {ms:.0f} ms, {told}")
    runs = all((answer.get("execution_details") or {}).get("stdout") == "42\n" for answer in (first, second))
    status, health, ms = ask(f"{url}/health")
    layers = {name: row["state"] for name, row in health.get("layers", {}).items()}
    lines.append(
        f"health: {status} in {ms:.0f} ms, {health.get('status', 'no answer')}, Python {health.get('python_version')}"
    )
    lines += [f"  {name}: {row['state']} ({row['detail']})" for name, row in health.get("layers", {}).items()]
    missing = [name for name in EXPECTED if layers.get(name) != "active"]
    if missing:
        lines.append(f"  MISSING: {', '.join(missing)}")
    return lines, runs and status == 200 and health.get("status") == "ok" and not missing


def examine(session: Any, stack: str) -> tuple[list[str], bool]:
    """Everything there is to say, and whether all is well. Raises ClientError, BotoCoreError, OSError."""
    found = outputs(session, stack)
    lines, well = [f"{stack}: {found['StackStatus']}, {found['BaseUrl']}"], found["StackStatus"].endswith("_COMPLETE")
    kept = ("RunnerReservedConcurrency", "CallerIsolation", "Uploads", "Libraries", "FirstZoneId", "SecondZoneId")
    lines.append("  " + ", ".join(f"{name}={found[name]}" for name in kept if name in found))
    lambda_ = session.client("lambda")
    for name in (found["ApiFunctionName"], found["RunnerFunctionName"]):
        more, fine = function_lines(lambda_, name)
        lines, well = lines + more, well and fine
    more, fine = service_lines(found["BaseUrl"])
    return lines + more, well and fine


def main(stage: str) -> int:
    """The exit status."""
    stack = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))[stage]["deploy"]["parameters"]
    try:
        lines, well = examine(boto3.session.Session(), stack["stack_name"])
    except (BotoCoreError, ClientError, OSError) as error:
        print(f"doctor: {error}", file=sys.stderr)
        return 1
    print("\n".join([*lines, "all is well" if well else "something is not as it should be"]))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
