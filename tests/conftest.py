"""What holds for every test: the sandbox's own are marked to run as root and as an unprivileged user."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
BOTH_USERS = frozenset({"engine", "attacks", "fuzz"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in the folders whose tests must hold whoever runs them."""
    for item in items:
        if item.path.is_relative_to(TESTS) and item.path.relative_to(TESTS).parts[0] in BOTH_USERS:
            item.add_marker(pytest.mark.unprivileged)
