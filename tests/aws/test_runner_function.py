"""The built runner function under the emulator: what it answers, when it ends, and what it leaves."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from pysandbox.engine.models import InputFile, RunRequest
from pysandbox.runners import events

from tests.aws.emulator.environment import ExecutionEnvironment, Invocation
from tests.aws.emulator.template import FunctionSpec

WITHOUT_LANGUAGE_LAYERS = {
    "SANDBOX_DISABLED_LAYERS": "import_guard,audit_hook,closed_world,rlimits",
    "SANDBOX_UNSAFE": "1",
}


@pytest.fixture(scope="module")
def environment(runner_spec: FunctionSpec) -> Iterator[ExecutionEnvironment]:
    """One that serves many events; tests that spend it use one of their own."""
    with ExecutionEnvironment(runner_spec, {"SANDBOX_TIMEOUT_SECONDS": "3"}) as started:
        yield started


def run(environment: ExecutionEnvironment, code: str, **more: Any) -> Invocation:
    return environment.invoke(json.dumps(events.encode_request(RunRequest(code, **more))).encode())


def result(done: Invocation) -> dict[str, Any]:
    assert done.error is None, done.payload
    answer: dict[str, Any] = json.loads(done.payload)
    row: dict[str, Any] = answer["result"]
    return row | {"stdout": base64.b64decode(row["stdout_base64"]).decode()}


def test_a_program_runs_with_its_input_and_files(environment: ExecutionEnvironment) -> None:
    code = "print(input()); open('out', 'wb').write(open('in', 'rb').read()[::-1])"
    row = result(run(environment, code, stdin=b"hello", files=(InputFile("in", b"abc"),), return_patterns=("out",)))
    assert (row["stdout"], row["exit_code"]) == ("hello\n", 0)
    assert row["output_files"] == [{"name": "out", "content_base64": base64.b64encode(b"cba").decode(), "error": None}]


@pytest.mark.parametrize(
    ("code", "problem"), [("print(1)", None), ("\nprint(", {"message": "'(' was never closed", "line": 2, "column": 6})]
)
def test_a_program_is_compiled_and_not_run(environment: ExecutionEnvironment, code: str, problem: Any) -> None:
    done = environment.invoke(json.dumps(events.check_request(code)).encode())
    assert json.loads(done.payload) == {"version": 1, "syntax_error": problem}


def test_the_libraries_of_the_layer_are_there(environment: ExecutionEnvironment) -> None:
    code = (
        "import numpy, PIL.Image, reportlab.pdfgen.canvas, fpdf\n"
        "c = reportlab.pdfgen.canvas.Canvas('a.pdf'); c.drawString(9, 9, 'x'); c.save()\n"
        "p = fpdf.FPDF(); p.add_page(); p.set_font('helvetica'); p.cell(text='x'); p.output('b.pdf')\n"
        "PIL.Image.fromarray(numpy.zeros((9, 9), 'uint8')).save('c.png')\n"
    )
    row = result(run(environment, code, return_patterns=("*.p*",)))
    assert [file["name"] for file in row["output_files"]] == ["a.pdf", "b.pdf", "c.png"], row
    assert all(file["content_base64"] for file in row["output_files"])


@pytest.mark.parametrize(
    "event", [{}, [], None, {"version": 2, "operation": "run"}, {"version": 1, "operation": "stop"},
              {"version": 1, "operation": "run"}, {"version": 1, "operation": "run", "code": 1}]
)  # fmt: skip
def test_an_event_of_another_shape_is_refused_and_the_next_is_served(
    environment: ExecutionEnvironment, event: object
) -> None:
    done = environment.invoke(json.dumps(event).encode())
    assert (done.error, json.loads(done.payload)["error"]["kind"]) == (None, "event")
    assert result(run(environment, "print(1)"))["stdout"] == "1\n"


def test_an_answer_is_never_over_lambdas_limit(environment: ExecutionEnvironment) -> None:
    code = (
        "import random\n"
        "for size in (8_000_000, 3_000_000, 1_000_000): open(f'{size}', 'wb').write(random.randbytes(size))\n"
        "print('\\x00' * 2_000_000)\n"
    )
    done = run(environment, code, return_patterns=("*",))
    assert len(done.payload) <= events.MAX_PAYLOAD_BYTES
    row = result(done)
    errors = {file["name"]: file["error"] for file in row["output_files"]}
    assert errors == {"1000000": None, "3000000": events.FILE_TOO_LARGE, "8000000": events.FILE_TOO_LARGE}
    assert row["stdout_truncated"]


def test_an_environment_outlives_the_thread_that_started_it(runner_spec: FunctionSpec) -> None:
    with ThreadPoolExecutor(1) as pool:
        environment = pool.submit(ExecutionEnvironment, runner_spec, {}).result()
    with environment:
        assert result(run(environment, "print(1)"))["stdout"] == "1\n"


def first_pid(environment: ExecutionEnvironment) -> str:
    """What tells one process of the function from another: how often INIT has started in this environment."""
    return str(environment.log.read_text(errors="replace").count("INIT START"))


SEGFAULT = """
import numpy
class Nowhere:
    __array_interface__ = {"shape": (9,), "typestr": "|u1", "data": (8, True), "version": 3}
numpy.asarray(Nowhere())[0] + 1
"""
"""It reads address 8: what memory there is, and how soon, has no part in it."""


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        pytest.param("import random\nrandom._os.fork()", -31, id="hook violation"),
        pytest.param(SEGFAULT, -11, id="signal"),
        pytest.param("exit(159)", 159, id="status of a violation"),
    ],
)
def test_after_a_suspicious_end_the_next_caller_gets_a_fresh_environment(
    runner_spec: FunctionSpec, code: str, exit_code: int
) -> None:
    with ExecutionEnvironment(runner_spec, {}) as environment:
        assert result(run(environment, code))["exit_code"] == exit_code
        lost = run(environment, "print('lost')")
        assert json.loads(lost.payload)["errorType"] == "Runtime.ExitError"
        assert result(run(environment, "print('fresh')"))["stdout"] == "fresh\n"
        assert first_pid(environment) == "2"


def test_an_environment_serves_no_more_than_its_number_of_runs(runner_spec: FunctionSpec) -> None:
    with ExecutionEnvironment(runner_spec, {"SANDBOX_RUNS_PER_ENVIRONMENT": "3"}) as environment:
        for _ in range(3):
            assert result(run(environment, "print(1)"))["stdout"] == "1\n"
        assert json.loads(run(environment, "print('lost')").payload)["errorType"] == "Runtime.ExitError"
        assert result(run(environment, "print('fresh')"))["stdout"] == "fresh\n"


def test_the_template_gives_an_environment_a_hundred_runs(runner_spec: FunctionSpec) -> None:
    assert runner_spec.environment["SANDBOX_RUNS_PER_ENVIRONMENT"] == "100"


SURVIVOR = """
import random, os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open('/tmp/left', 'w').write(str(os.getpid()))
        import time
        time.sleep(60)
    os._exit(0)
os.wait()
while not os.path.exists('/tmp/left') or not open('/tmp/left').read(): pass
print(open('/tmp/left').read())
"""
LOOK = """
import os
try: state = open('/proc/PID/stat').read().rsplit(') ')[1][0]
except OSError: state = 'gone'
print(os.path.exists('/tmp/left'), state)
"""


def test_a_survivor_and_a_file_that_a_broken_out_program_left_are_gone_before_the_next_caller(
    runner_spec: FunctionSpec,
) -> None:
    """With every language layer off, and where the zygote may not be the subreaper of what a run leaves."""
    with ExecutionEnvironment(runner_spec, WITHOUT_LANGUAGE_LAYERS, "strict") as environment:
        pid = result(run(environment, SURVIVOR))["stdout"].strip()
        assert pid.isdigit()
        run(environment, "print('lost')")  # it may or may not have ended yet
        seen = result(run(environment, LOOK.replace("PID", pid)))["stdout"]
        assert seen in ("False gone\n", "False Z\n")  # dead, and perhaps not yet reaped by the emulator
        log = environment.log.read_text(errors="replace")
        assert '"suspicion": "processes"' in log


@contextmanager
def listener() -> Iterator[tuple[int, list[int]]]:
    """A port where a Runtime API might be, and how often somebody connected."""
    seen: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        done = threading.Event()

        def accept() -> None:
            while not done.is_set():
                try:
                    connection, (_, port) = server.accept()
                except TimeoutError:
                    continue
                seen.append(port)
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1], seen
        finally:
            done.set()
            thread.join()


STEAL = """
import random
sys = random._os.sys
socket = sys.modules.get('_socket') or print.__self__.__import__('_socket')
s = socket.socket(2, 1)
s.connect(('127.0.0.1', PORT))
s.send(b'GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\n\\r\\n')
print('stolen')
"""


@pytest.mark.parametrize("kernel", ["lambda", "strict"])
def test_the_runtime_api_sees_no_connection_from_a_program(runner_spec: FunctionSpec, kernel: str) -> None:
    with listener() as (port, seen), ExecutionEnvironment(runner_spec, {}, kernel) as environment:
        row = result(run(environment, STEAL.replace("PORT", str(port))))
        assert (row["violation"], row["stdout"], seen) == ("socket.__new__", "", [])


def test_without_the_audit_hook_it_would(runner_spec: FunctionSpec) -> None:
    with listener() as (port, seen), ExecutionEnvironment(runner_spec, WITHOUT_LANGUAGE_LAYERS) as environment:
        assert result(run(environment, STEAL.replace("PORT", str(port))))["stdout"] == "stolen\n"
        assert len(seen) == 1


SECRETS = """
import random
os = random._os
def attempt(look):
    try: print(look())
    except BaseException as error: print(type(error).__name__)
attempt(lambda: dict(os.environ))
attempt(lambda: dict(os.environb))
for who in ('self', 'thread-self', *range(1, 12)):
    attempt(lambda: open(f'/proc/{who}/environ', 'rb').read())
    attempt(lambda: open(f'/proc/{who}/cmdline', 'rb').read())
"""


def test_a_program_finds_no_credentials_of_the_function(runner_spec: FunctionSpec) -> None:
    secret = "canary-5f1c0e"
    with ExecutionEnvironment(
        runner_spec, {"AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": secret}
    ) as environment:
        row = result(run(environment, SECRETS))
        assert row["stdout"].count("PermissionError") == 26, row
        assert secret not in row["stdout"]
        assert "AWS" not in row["stdout"]
