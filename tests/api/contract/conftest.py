"""The contract, as any deployment must keep it. CONTRACT_BASE_URL names one; otherwise one is started here.

A deployment under test must allow more requests than the tests make: its quota switched off, or its callers many.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.settings import load_settings

from tests.api.service import serving
from tests.servers import plain_http

QUOTA = {"SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "100000"}

GIVEN = os.environ.get("CONTRACT_BASE_URL", "").rstrip("/")


@pytest.fixture(scope="session")
def uvicorn_url() -> Iterator[str]:
    """One process that does it all; the deployment that is named, where one is."""
    if GIVEN:
        yield GIVEN
        return
    with serving(create_app(load_settings(os.environ | QUOTA | {"SANDBOX_RATE_LIMIT_STORE": ""}))) as url:
        yield url


@pytest.fixture(scope="session", params=["uvicorn", "lambda"])
def base_url(request: pytest.FixtureRequest) -> str:
    """Every kind of deployment in turn, or the one that is named."""
    if GIVEN:
        return GIVEN
    if request.param == "lambda":
        return str(request.getfixturevalue("stack").url)
    return str(request.getfixturevalue("uvicorn_url"))


@pytest.fixture
def api(base_url: str) -> Iterator[httpx.Client]:
    with plain_http(base_url, timeout=60, headers={"Origin": "https://example.org"}) as client:
        yield client
