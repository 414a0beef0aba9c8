from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.uploads.s3_server import METHODS, S3, s3_server


@pytest.fixture(scope="session")
def s3_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    """One server for all tests; use `s3`."""
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def s3(s3_session: S3, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    """An empty bucket; the environment leads boto3 and TLS to it."""
    for name, value in s3_session.environment.items():
        monkeypatch.setenv(name, value)
    now = s3_session.now
    s3_session.seen.clear()
    yield s3_session
    s3_session.now, s3_session.fail, s3_session.fail_methods, s3_session.check_sizes = now, None, METHODS, True
    for key in s3_session.objects():
        s3_session.client.delete_object(Bucket=s3_session.bucket, Key=key)
