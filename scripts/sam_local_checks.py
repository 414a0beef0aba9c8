"""Call the built functions by `sam local`, and insist on what events/README.md says of each event.

Called by scripts/sam-local, which makes what `sam` needs. `sam` exits 0 with nothing on stdout when a function does not
start, so the answer itself is what counts.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
EVENTS = ROOT / "events"
LOG = ROOT / ".sam-local" / "sam.log"
SAM = [str(ROOT / ".venv-aws/bin/sam"), "local"]
TEMPLATE = ["--template", str(ROOT / ".aws-sam/build/template.yaml"), "--skip-pull-image"]
PORT = 3999
START_WITHIN_S = 120


def _ran(stdout: str) -> Callable[[int, Any], bool]:
    return lambda status, body: status == 200 and body["execution_details"]["stdout"] == stdout


def _refused(kind: str) -> Callable[[int, Any], bool]:
    return lambda status, body: status == 400 and body["error_details"]["type"] == kind


API: dict[str, Callable[[int, Any], bool]] = {
    "execute-hello.json": _ran("hello\n"),
    "execute-grayscale.json": _ran("RGB (48, 32) -> L\n"),
    "execute-stdin.json": _ran("6\n"),
    "execute-forbidden-import.json": _refused("ForbiddenImportError"),
    "execute-timeout.json": _refused("TimeoutError"),
    "limits.json": lambda status, body: status == 200 and body["limits"]["max_concurrency"] == 5,
    "health.json": lambda status, body: status == 200 and body["status"] in ("ok", "degraded"),
    "page.json": lambda status, body: status == 200 and "<html" in body,
}
RUNNER: dict[str, Callable[[Any], bool]] = {
    "runner-hello.json": lambda answer: base64.b64decode(answer["result"]["stdout_base64"]) == b"hello\n",
    "runner-compile.json": lambda answer: answer["syntax_error"]["line"] == 1,
    "runner-describe.json": lambda answer: answer["healthy"] is True,
}
QUICK = ("execute-hello.json", "runner-hello.json")


def check(name: str, held: bool, told: object) -> None:
    """Print one line; end with status 1 where it did not hold."""
    print(f"{'ok  ' if held else 'FAIL'} {name}", flush=True)
    if not held:
        print(str(told)[:3000], file=sys.stderr)
        sys.exit(1)


def body_of(answer: dict[str, Any]) -> Any:
    """The body of an answer in payload format 2.0."""
    raw = base64.b64decode(answer["body"]) if answer.get("isBase64Encoded") else answer["body"].encode()
    text = raw.decode()
    return json.loads(text) if text.startswith("{") else text


def invoke(name: str) -> None:
    """`sam local invoke` with one event."""
    function = "RunnerFunction" if name in RUNNER else "ApiFunction"
    with LOG.open("ab") as log:
        command = [*SAM, "invoke", function, "--event", str(EVENTS / name), *TEMPLATE]
        if name in RUNNER:
            # SAM takes a TenancyConfig that a condition leaves out (AWS::NoValue) for one that is there.
            command += ["--tenant-id", "local"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=log, check=False)
    try:
        answer = json.loads(done.stdout)
        held = RUNNER[name](answer) if name in RUNNER else API[name](answer["statusCode"], body_of(answer))
    except (ValueError, KeyError, TypeError) as error:
        answer, held = f"{error!r}: {done.stdout[:2000]!r}; see {LOG}", False
    check(f"sam local invoke {function} -e events/{name}", held, answer)


@contextmanager
def api() -> Iterator[httpx.Client]:
    """`sam local start-api`, with containers that stay warm."""
    command = [*SAM, "start-api", "--port", str(PORT), "--warm-containers", "LAZY", *TEMPLATE]
    with LOG.open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=120) as client:
                _wait(client, process)
                yield client
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            process.wait(60)


def _wait(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.TransportError):
            client.get("/limits")
            return
        time.sleep(0.5)
    check("sam local start-api", False, f"it does not start; see {LOG}")


def over_http() -> None:
    """The same over `sam local start-api`, which has text bodies alone: binary ones are its own 502."""
    with api() as client:
        for name in ("limits.json", "execute-hello.json", "execute-stdin.json", "execute-forbidden-import.json"):
            event = json.loads((EVENTS / name).read_text(encoding="utf-8"))
            request = event["requestContext"]["http"]
            answer = client.request(request["method"], request["path"], content=event.get("body"))
            check(f"sam local start-api {request['method']} {request['path']} ({name})",
                  API[name](answer.status_code, answer.json()), answer.text)  # fmt: skip
        statuses = [client.post("/execute", json={"code": "1"}).status_code for _ in range(6)]
        check("sam local start-api: the sixth run of a minute is refused", statuses[-1] == 429, statuses)
        check("sam local start-api: an unknown path is 404", client.get("/nothing").status_code == 404, "")


def main(arguments: list[str]) -> None:
    """All of it."""
    # A shell starts a job in the background with it ignored, which `sam` would inherit and never end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    LOG.unlink(missing_ok=True)
    for name in (*API, *RUNNER) if "--all" in arguments else QUICK:
        invoke(name)
    over_http()


if __name__ == "__main__":
    main(sys.argv[1:])
