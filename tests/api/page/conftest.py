"""The page of a service with its own limits."""

from __future__ import annotations

import pytest

from tests.api.page.reading import Client


@pytest.fixture(scope="module")
def client() -> Client:
    return Client()
