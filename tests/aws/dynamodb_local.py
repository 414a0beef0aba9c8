"""DynamoDB Local, the engine that Amazon gives out for tests, and the rate-limit table as template.yaml describes it.

It does what the service does under races: a conditional write is atomic. It is fetched by scripts/fetch-dynamodb-local
and needs Java.
"""

from __future__ import annotations

import http.client
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config

from tests.aws.cloudformation import ROOT, load_template
from tests.processes import free_port

FOLDER = ROOT / ".dynamodb-local"
READY_WITHIN_S = 60.0
PATIENCE_S = 60.0
"""How long the store waits for an answer. The engine shares the machine with all its callers, fifty at a time: what is
tested with it is how many it admits, not when."""
HEAP_MB = 256

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""What any client of it needs besides `AWS_ENDPOINT_URL_DYNAMODB`; it takes every key."""


def environment(endpoint: str) -> dict[str, str]:
    """The variables with which boto3, and so the service, talks to the engine at `endpoint`."""
    return {**ENVIRONMENT, "AWS_ENDPOINT_URL_DYNAMODB": endpoint}


@contextmanager
def dynamodb_local() -> Iterator[str]:
    """Run one engine, its tables in memory, on a free port of the loopback interface. Yields its URL.

    Raises:
        RuntimeError: it did not start; the message holds what it said.
    """
    subprocess.run([ROOT / "scripts" / "fetch-dynamodb-local"], check=True)
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="dynamodb-local-") as folder, tempfile.TemporaryFile() as output:
        command = [
            *("setpriv", "--pdeathsig", "KILL"),  # it goes even when the tests are killed
            *("java", f"-Xmx{HEAP_MB}m", "-XX:TieredStopAtLevel=1", f"-Djava.io.tmpdir={folder}"),
            *(f"-Djava.library.path={FOLDER}/DynamoDBLocal_lib", "-jar", f"{FOLDER}/DynamoDBLocal.jar"),
            *("-inMemory", "-sharedDb", "-disableTelemetry", "-port", str(port)),
        ]
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        try:
            if not _answers(process, port):
                output.seek(0)
                raise RuntimeError(f"DynamoDB Local did not start: {output.read()[-2000:].decode(errors='replace')}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")  # unsigned: it answers 400, which is an answer
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            pass
        else:
            return True
        finally:
            connection.close()
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        return False  # it has ended
    return False


def client(endpoint: str, **config: Any) -> Any:
    """A boto3 client of the engine at `endpoint`."""
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name=ENVIRONMENT["AWS_DEFAULT_REGION"],
        aws_access_key_id=ENVIRONMENT["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=ENVIRONMENT["AWS_SECRET_ACCESS_KEY"],
        config=Config(**config) if config else None,
    )


def create_table(endpoint: str, name: str) -> None:
    """Make the table that template.yaml describes, its TTL included."""
    properties = load_template()["Resources"]["RateLimitTable"]["Properties"]
    keys = ("AttributeDefinitions", "KeySchema", "BillingMode")
    opened = client(endpoint)
    try:
        opened.create_table(TableName=name, **{key: properties[key] for key in keys})
        opened.update_time_to_live(TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"])
    finally:
        opened.close()
