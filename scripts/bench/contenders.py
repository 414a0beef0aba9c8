"""Who is timed: each runs a program once, from input in memory to output in memory, and says how long it took."""

from __future__ import annotations

import base64
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from pysandbox.engine.models import InputFile, RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.settings import load_settings

from .programs import Program

SCRIPTS = Path(__file__).parents[1]
START_TIMEOUT_S = 60.0
MAX_IDLE_S = 2.0
SMALL_BYTES = 65_536
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class BenchError(Exception):
    """Something that is timed did not do its work."""


class Contender:
    """One way to run a program."""

    name: str
    one_in = 1
    """Of a burst's runs it makes one in so many, where each takes much longer."""

    def time(self, program: Program) -> float:
        """Run the program once; how long it took, in seconds."""
        raise NotImplementedError

    def close(self) -> None:
        """End what was started."""


class Engine(Contender):
    """The engine alone, called as a library."""

    name = "engine"

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def time(self, program: Program) -> float:
        files = tuple(InputFile(name, content) for name, content in program.files.items())
        request = RunRequest(program.code, b"", files, program.returns)
        start = time.perf_counter()
        result = self._sandbox.run(request)
        took = time.perf_counter() - start
        if result.exit_code or any(file.content is None for file in result.output_files):
            raise BenchError(f"{program.name}: {result}")
        return took

    def close(self) -> None:
        self._sandbox.close()


class Http(Contender):
    """`POST /execute` of a service, over one kept-alive connection for each thread, each from an address of its own."""

    def __init__(self, name: str, url: str, process: subprocess.Popen[bytes] | None = None) -> None:
        self.name = name
        parts = urlsplit(url)
        self._address = parts.netloc
        self._host = (parts.hostname or "", parts.port or 80)
        self._callers = itertools.count(2)
        self._process = process
        self._local = threading.local()
        self._bodies: dict[str, bytes] = {}

    def time(self, program: Program) -> float:
        took, status, data = self._post("/execute", self.body(program))
        if status != 200 or b'"exit_code":0,' not in data[:SMALL_BYTES] or b'{"error":' in data:
            raise BenchError(f"{self.name}, {program.name}: {status} {data[:500]!r}")
        return took

    def validate(self, program: Program) -> float:
        """`POST /validate` of the same body; how long it took, in seconds."""
        took, status, data = self._post("/validate", self.body(program))
        if status != 200:
            raise BenchError(f"{self.name}, {program.name}, /validate: {status} {data[:500]!r}")
        return took

    def body(self, program: Program) -> bytes:
        """The request that runs a program."""
        return self._bodies.get(program.name) or self._bodies.setdefault(program.name, _body(program))

    def _post(self, path: str, body: bytes) -> tuple[float, int, bytearray]:
        """Seconds, status and body, by a client that costs next to nothing itself."""
        connection = self._connection()
        head = f"POST {path} HTTP/1.1\r\nHost: {self._address}\r\nContent-Type: application/json\r\n"
        lines = f"{head}Content-Length: {len(body)}\r\n\r\n".encode()
        start = time.perf_counter()
        for piece in (lines + body,) if len(body) < SMALL_BYTES else (lines, body):
            connection.sendall(piece)
        answer = bytearray(connection.recv(SMALL_BYTES))
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += connection.recv(SMALL_BYTES)
        length = int(_LENGTH.search(answer, 0, end)[1])  # type: ignore[index]
        begun = len(answer) - end - 4
        data = bytearray(length)
        data[:begun] = answer[end + 4 :]
        view = memoryview(data)
        while begun < length:
            begun += connection.recv_into(view[begun:])
        return time.perf_counter() - start, int(answer[9:12]), data

    def _connection(self) -> socket.socket:
        """This thread's own; a new one when the server may have let go of the old one (uvicorn: after 5 s)."""
        local = self._local
        if time.monotonic() - getattr(local, "used", -MAX_IDLE_S) >= MAX_IDLE_S:
            if hasattr(local, "connection"):
                local.connection.close()
            else:
                local.source = f"127.0.0.{next(self._callers)}"  # a caller's share of the host is by address
            local.connection = socket.create_connection(self._host, timeout=30, source_address=(local.source, 0))
            local.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        local.used = time.monotonic()
        connection: socket.socket = local.connection
        return connection

    def close(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


class Stack(Http):
    """The built stack. What it does not take inline goes by way of its bucket, as its callers would do it."""

    name = "Lambda emulator"
    one_in = 6

    def __init__(self, url: str) -> None:
        super().__init__(self.name, url)
        self._client = httpx.Client(base_url=url, timeout=30)
        self._inline_bytes = (
            self._client.get("/limits").raise_for_status().json()["limits"]["max_inline_attachment_bytes"]
        )

    def time(self, program: Program) -> float:
        if sum(map(len, program.files.values())) <= self._inline_bytes:
            return super().time(program)
        start = time.perf_counter()
        sent = [{"filename": name, "upload_id": self._send(name, data)} for name, data in program.files.items()]
        body = {"code": program.code, "attachments": sent, "return_files": list(program.returns)}
        details = self._client.post("/execute", json=body).raise_for_status().json()["execution_details"]
        for file in details["output_files"].values():
            self._client.get(file["download_url"]).raise_for_status()
        return time.perf_counter() - start

    def _send(self, name: str, content: bytes) -> str:
        """The id of an upload."""
        ask = {"filename": name, "size_bytes": len(content)}
        ticket = self._client.post("/uploads", json=ask).raise_for_status().json()
        self._client.post(ticket["url"], data=ticket["fields"], files={"file": (name, content)}).raise_for_status()
        return str(ticket["upload_id"])

    def close(self) -> None:
        self._client.close()


def _body(program: Program) -> bytes:
    attached = [
        {"filename": name, "content_base_64": base64.b64encode(content).decode()}
        for name, content in program.files.items()
    ]
    body = {"code": program.code, "attachments": attached, "return_files": list(program.returns)}
    return json.dumps(body).encode()


class Command(Contender):
    """A fresh interpreter for each run: bare, or in another sandbox."""

    one_in = 6

    def __init__(self, name: str, prefix: Sequence[str]) -> None:
        self.name = name
        self._prefix = list(prefix)
        self._guest = str(load_settings().guest_libraries)

    def time(self, program: Program) -> float:
        code = "pass" if program.name == "hello" else f"import sys; sys.path.append({self._guest!r})\n{program.code}"
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            for name, content in program.files.items():
                (Path(folder) / name).write_bytes(content)
            prefix = [part.replace("FOLDER", folder) for part in self._prefix]
            subprocess.run([*prefix, sys.executable, "-I", "-c", code], cwd=folder, check=True)
            for name in program.returns:
                (Path(folder) / name).read_bytes()
        return time.perf_counter() - start


class Warm(Contender):
    """A warm interpreter without any sandbox: the floors."""

    def __init__(self, stock: str) -> None:
        self.name = f"warm interpreter, {stock}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.warm", stock],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(SCRIPTS), "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"},
        )
        self._answer()

    def _answer(self) -> float:
        if self._process.stdout is None:
            raise BenchError("no pipe")
        return float(json.loads(self._process.stdout.readline().replace('"ready"', "0")))

    def ask(self, **task: str) -> float:
        """The seconds that a task took."""
        if self._process.stdin is None:
            raise BenchError("no pipe")
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def time(self, program: Program) -> float:
        with tempfile.TemporaryDirectory() as folder:
            for name, content in program.files.items():
                (Path(folder) / name).write_bytes(content)
            return self.ask(kind="run", code=program.code, folder=folder)

    def close(self) -> None:
        self._process.communicate()


def start_engine() -> Engine:
    """The engine with every layer that this host has."""
    sandbox = Sandbox(load_settings())
    sandbox.start()
    return Engine(sandbox)


def start_service(python: str = sys.executable) -> Http:
    """The service that `python` has, on a free port, with the rate limits off."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "0", "SANDBOX_LOG_LEVEL": "WARNING"}
    environ = os.environ | {"HOST": "127.0.0.1", "PORT": str(port)} | quiet
    process = subprocess.Popen([python, "-P", "-m", "pysandbox.serve"], env=environ)
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return Http("HTTP", f"http://127.0.0.1:{port}", process)
        except OSError:
            time.sleep(0.1)
    raise BenchError("the service did not start")


def peers() -> list[Contender]:
    """A bare interpreter, and the other sandboxes that are installed here."""
    found: list[Contender] = [Command("bare python", [])]
    if shutil.which("bwrap"):
        options = (
            "--unshare-all --die-with-parent --new-session --ro-bind / / --dev /dev --bind FOLDER FOLDER --chdir FOLDER"
        )
        found.append(Command("bubblewrap + python", ["bwrap", *options.split()]))
    if shutil.which("firejail"):
        options = "--quiet --noprofile --net=none --caps.drop=all --seccomp --nonewprivs --private-dev"
        found.append(Command("firejail + python", ["firejail", *options.split()]))
    if shutil.which("nsjail"):
        options = "-Mo -Q --chroot / --bindmount FOLDER --cwd FOLDER --rlimit_as 4096 --disable_proc --"
        found.append(Command("nsjail + python", ["nsjail", *options.split()]))
    return found
