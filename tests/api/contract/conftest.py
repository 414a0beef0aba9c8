"""The contract, as any deployment must keep it. SANDBOX_TEST_BASE_URL names one; otherwise one is started here.

A deployment under test must allow more requests than the tests make: its quota switched off, or its callers many.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.settings import load_settings

from tests.api.service import serving


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    given = os.environ.get("SANDBOX_TEST_BASE_URL", "").rstrip("/")
    if given:
        yield given
        return
    settings = load_settings()
    limits = replace(settings.limits, requests_per_minute=0, requests_per_day=100_000, timeout_s=3.0)
    with serving(create_app(replace(settings, limits=limits, rate_limit_store=""))) as url:
        yield url


@pytest.fixture
def api(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url, timeout=60, headers={"Origin": "https://example.org"}) as client:
        yield client
