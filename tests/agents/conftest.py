"""A service with the real engine, as agents meet it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.settings import load_settings

from tests.api.service import serving
from tests.servers import plain_http

QUOTA = {
    "SANDBOX_REQUESTS_PER_MINUTE": "0",
    "SANDBOX_REQUESTS_PER_DAY": "100000",
    "SANDBOX_TIMEOUT_SECONDS": "3",
    "SANDBOX_WARM_STOCKS": "lean",
}


@pytest.fixture(scope="session")
def service_url() -> Iterator[str]:
    with serving(create_app(load_settings(os.environ | QUOTA | {"SANDBOX_RATE_LIMIT_STORE": ""}))) as url:
        yield url


@pytest.fixture
def api(service_url: str) -> Iterator[httpx.Client]:
    with plain_http(service_url, timeout=60) as client:
        yield client
