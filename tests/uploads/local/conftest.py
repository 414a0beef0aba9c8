"""A service whose uploads wait on this machine, over a runner that runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.settings import Settings
from pysandbox.uploads.local import LocalUploadStore

from tests.api.service import FakeRunner, make_settings, serving
from tests.servers import plain_http
from tests.uploads.local.store import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """A quota in nobody's way, other limits on demand; loopback is a trusted proxy: a test can be two callers."""
    limits = {"requests_per_minute": 1000, "requests_per_day": 2000} | getattr(request, "param", {})
    return make_settings(tmp_path, {"SANDBOX_TRUSTED_PROXIES": "127.0.0.1"}, **limits)


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the store makes its own folder."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def store(settings: Settings, clock: Clock, folder: Path) -> LocalUploadStore:
    return LocalUploadStore(settings.limits, clock)


@pytest.fixture
def client(settings: Settings, runner: FakeRunner, store: LocalUploadStore) -> Iterator[httpx.Client]:
    with (
        serving(create_app(settings, runner, uploads=store)) as url,
        plain_http(url, timeout=60) as client,
    ):
        yield client
