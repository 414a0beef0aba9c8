"""A bucket beside the stack: what both functions must know of it, its certificate's authority included."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.uploads.s3_server import S3, s3_server

AUTHORITY = "/opt/python/authority.pem"


@dataclass(frozen=True, slots=True)
class StackBucket:
    """`variables`, `common_environment` and `layer` are for `running_stack`."""

    s3: S3
    variables: dict[str, str]
    common_environment: dict[str, str]
    layer: Path


@contextmanager
def stack_bucket(folder: Path) -> Iterator[StackBucket]:
    """Serve an empty bucket until the block ends; web pages of any origin may use it."""
    cors = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, POST"}
    with s3_server(folder / "s3", cors=cors) as s3:
        layer = folder / "layer"
        (layer / "python").mkdir(parents=True)
        shutil.copy(s3.authority, layer / "python" / Path(AUTHORITY).name)
        common = {"AWS_ENDPOINT_URL_S3": s3.url, "AWS_CA_BUNDLE": AUTHORITY, "SSL_CERT_FILE": AUTHORITY}
        yield StackBucket(s3, {"SANDBOX_UPLOAD_STORE": f"s3://{s3.bucket}"}, common, layer)
