"""The recipes of deploy/ in front of a service of this test's own, with Debian's nginx and Caddy."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.processes import free_port
from tests.uploads import certificates

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
READY_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that runs: where callers reach it, and whose certificates they trust."""

    url: str
    authority: Path


def _nginx(folder: Path, port: int, service: str, prefix: str) -> list[str]:
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    site = site.replace("127.0.0.1:8000", service).replace("listen 443", f"listen 127.0.0.1:{port}")
    site = site.replace("/etc/ssl/sandbox.pem", f"{folder}/server.pem")
    if prefix:
        site = site.replace("location / {", f"location {prefix}/ {{").replace("http://pysandbox;", "http://pysandbox/;")
        site = site.replace('X-Forwarded-Prefix ""', f"X-Forwarded-Prefix {prefix}")
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.getuid() == 0 else ""
    main = f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
    main = f"{main} http {{ access_log off; {paths}\n"
    (folder / "nginx.conf").write_text(f"{main}{site}\n}}\n", encoding="utf-8")
    return ["nginx", "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]


def _caddy(folder: Path, port: int, service: str, prefix: str) -> list[str]:
    site = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    tls = f"tls {folder}/server.pem {folder}/server.pem\n"
    site = site.replace("127.0.0.1:8000", service)
    site = site.replace("sandbox.example.org {", f"https://127.0.0.1:{port} {{\n\tbind 127.0.0.1\n\t{tls}")
    if prefix:
        site = site.replace("header_up -X-Forwarded-Prefix", f"header_up X-Forwarded-Prefix {prefix}")
        site = re.sub(r"(\treverse_proxy .*?\n\t}\n)", rf"handle_path {prefix}/* {{\n\1}}\n", site, flags=re.DOTALL)
    options = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n"
    (folder / "Caddyfile").write_text(options + site, encoding="utf-8")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"]


COMMANDS = {"nginx": _nginx, "caddy": _caddy}


@contextmanager
def proxy(name: str, folder: Path, service: str, prefix: str = "") -> Iterator[Proxy]:
    """Run the recipe `name` before `service` (host:port) below `prefix`.

    Raises:
        RuntimeError: it did not start; the message holds what it said.
    """
    authority, _ = certificates.make(folder, "127.0.0.1")
    port = free_port()
    command = COMMANDS[name](folder, port, service, prefix)
    environ = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *command], stdout=output, stderr=output, env=environ
        )
    try:
        deadline = time.monotonic() + READY_WITHIN_S
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} did not start: {(folder / 'output').read_text()[-2000:]}")
        yield Proxy(f"https://127.0.0.1:{port}{prefix}", authority)
    finally:
        process.terminate()
        process.wait(30)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
        return True
    return False
