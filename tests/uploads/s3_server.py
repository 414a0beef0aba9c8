"""S3 for tests: moto's server, behind TLS and the checks of signatures, expiry and sizes that it leaves out.

moto runs in a process of its own (`python -m tests.uploads.s3_server`): within one process all that uses it shares what
it holds, and `mock_aws` empties that.
"""

from __future__ import annotations

import http.client
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3

from tests.uploads import certificates
from tests.uploads.s3_signatures import RefusedError, check_form, check_url

ROOT = Path(__file__).resolve().parents[2]
REGION = "us-east-1"
BUCKET = "pysandbox-files"
SECRETS = {"LOCAL": "local", "local": "local"}
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
HOP = frozenset({"connection", "transfer-encoding", "content-length", "date", "server", "keep-alive"})


@dataclass
class S3:
    """A running server.

    `now` is its clock; `fail`, when set, the status of every answer to `fail_methods`. `check_sizes`: whether it is as
    strict as S3, or as lax as other servers of its kind.
    """

    url: str
    authority: Path
    bucket: str
    client: Any
    seen: list[str] = field(default_factory=list)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    fail: int | None = None
    fail_methods: frozenset[str] = METHODS
    check_sizes: bool = True

    @property
    def environment(self) -> dict[str, str]:
        """What boto3 and TLS need to know of it."""
        return {
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_CA_BUNDLE": str(self.authority),
            "SSL_CERT_FILE": str(self.authority),
            "AWS_ACCESS_KEY_ID": "LOCAL",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def objects(self) -> list[str]:
        """The key of every object."""
        listed = self.client.list_objects_v2(Bucket=self.bucket)
        return sorted(row["Key"] for row in listed.get("Contents", ()))


@contextmanager
def s3_server(folder: Path, cors: Mapping[str, str] | None = None) -> Iterator[S3]:
    """Serve one empty bucket on a free port of the loopback interface, until the block ends."""
    authority, certificate = certificates.make(folder, "127.0.0.1", "localhost")
    with _moto() as port, closing(_client(port)) as client:
        client.create_bucket(Bucket=BUCKET)
        s3 = S3("", authority, BUCKET, client)
        handler = type("Front", (_Front,), {"s3": s3, "moto_port": port, "cors": dict(cors or {})})
        front = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        front.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        front.socket = context.wrap_socket(front.socket, server_side=True, do_handshake_on_connect=False)
        s3.url = f"https://127.0.0.1:{front.server_address[1]}"
        thread = threading.Thread(target=front.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield s3
        finally:
            front.shutdown()
            thread.join(10)
            front.server_close()


@contextmanager
def _moto() -> Iterator[int]:
    """The port of moto's server, empty."""
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


def _client(port: int) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


class _Front(BaseHTTPRequestHandler):
    """Checks, then moto. Made into a class of its own for each server."""

    protocol_version = "HTTP/1.1"
    s3: S3
    moto_port: int
    cors: Mapping[str, str]

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.s3.seen.append(f"{self.command} {self.path.partition('?')[0]}")
        if self.command == "OPTIONS" and self.cors:
            self._answer(200, {}, b"")
        elif self.s3.fail is not None and self.command in self.s3.fail_methods:
            self._answer(self.s3.fail, {}, b"")
        else:
            try:
                self._check(body)
            except RefusedError as error:
                self._answer(403, {"Content-Type": "text/plain"}, str(error).encode())
            else:
                self._answer(*self._forward(body))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = _any  # noqa: N815

    def _check(self, body: bytes) -> None:
        s3 = self.s3
        if self.command == "POST" and self.headers.get("Content-Type", "").startswith("multipart/form-data"):
            fields, size = _form(self.headers["Content-Type"], body)
            check_form(fields, s3.bucket, size if s3.check_sizes else None, SECRETS, s3.now())
        elif "X-Amz-Signature" in self.path:
            check_url(self.command, self.path, self.headers["Host"], SECRETS, s3.now())
        elif "Authorization" not in self.headers:
            raise RefusedError("AccessDenied")

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.moto_port, timeout=30)
        try:
            connection.request(self.command, self.path, body, dict(self.headers.items()))
            response = connection.getresponse()
            content = response.read()
            headers = {name: text for name, text in response.getheaders() if name.lower() not in HOP}
            if self.command == "HEAD":
                headers["Content-Length"] = response.headers.get("Content-Length", "0")
            return response.status, headers, content
        finally:
            connection.close()

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, text in {**headers, **self.cors}.items():
            self.send_header(name, text)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _form(content_type: str, body: bytes) -> tuple[dict[str, str], int]:
    """The fields of a form, and the size of its file."""
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n", policy=HTTP)
    boundary = b"--" + str(message.get_boundary()).encode()
    fields, size = {}, 0
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = message_from_bytes(head + b"\r\n\r\n", policy=HTTP)["Content-Disposition"].params["name"]
        content = content.removesuffix(b"\r\n")
        if name == "file":
            size = len(content)
        else:
            fields[name] = content.decode()
    return fields, size


def main() -> None:
    """Serve until standard input ends."""
    from moto.server import ThreadedMotoServer

    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    print(moto.get_host_and_port()[1], flush=True)
    sys.stdin.read()
    moto.stop()


if __name__ == "__main__":
    main()
