from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.rate_limit import RateLimiter, open_rate_limiter
from pysandbox.settings import Settings

from tests.api.service import FakeRunner, make_settings, serving
from tests.servers import plain_http


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """The defaults, but for a quota that is in nobody's way. Indirect parametrization sets other limits."""
    limits = {"requests_per_minute": 1000, "requests_per_day": 2000} | getattr(request, "param", {})
    return make_settings(tmp_path, **limits)


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner()


@pytest.fixture
def limiter(settings: Settings) -> RateLimiter:
    return open_rate_limiter(settings)


@pytest.fixture
def url(settings: Settings, runner: FakeRunner, limiter: RateLimiter) -> Iterator[str]:
    with serving(create_app(settings, runner, limiter)) as address:
        yield address


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with plain_http(url, timeout=30) as opened:
        yield opened
