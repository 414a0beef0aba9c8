"""What holds for every test: the sandbox's own are marked to run as root and as an unprivileged user."""

from __future__ import annotations

import gc
import re
import resource
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from tests.aws.emulator.stack import Stack

TESTS = Path(__file__).parent
BOTH_USERS = frozenset({"engine", "attacks", "fuzz"})
WAITING = frozenset({"abuse", "agents", "api", "deploy", "faults", "uploads"})
"""Folders whose tests leave a processor free for most of their time: one that is slow to answer is their subject."""
SHORT = frozenset({"unit"})
WHOLE_FILE_ONCE = re.compile(r"^pytestmark = pytest\.mark\.once$", re.MULTILINE)


def pytest_configure() -> None:
    """As many open files as the hard limit allows, as the service has them: most users have a soft limit of 1024."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    gc.disable()  # a third of the time that collecting takes, for modules that all stay


def pytest_collection_finish() -> None:
    """From here on, look for garbage again."""
    gc.enable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the files and folders aside that have nothing for an unprivileged user, where only that is asked for.

    Every worker would import all of them first, and the `conftest.py` of each folder.
    """
    if config.option.markexpr != "unprivileged" or not collection_path.is_relative_to(TESTS):
        return None
    if collection_path.is_dir():
        return None if any(map(_is_for_both_users, collection_path.rglob("test_*.py"))) else True
    return None if _is_for_both_users(collection_path) or not collection_path.match("test_*.py") else True


@cache
def _is_for_both_users(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    if _folder(path) in BOTH_USERS:
        return not WHOLE_FILE_ONCE.search(text)
    return "pytest.mark.unprivileged" in text


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in the folders whose tests must hold whoever runs them, and put the files in order."""
    turns = _turns(list(dict.fromkeys(item.path for item in items)))
    items.sort(key=lambda item: turns[item.path])
    for item in items:
        if _folder(item.path) in BOTH_USERS and item.get_closest_marker("once") is None:
            item.add_marker(pytest.mark.unprivileged)


def _turns(files: list[Path]) -> dict[Path, float]:
    """The files in order: those that wait are spread among those that compute, and short ones fill the end."""
    waiting = [path for path in files if _folder(path) in WAITING]
    computing = [path for path in files if _folder(path) not in WAITING]
    turns = {path: at / len(group) for group in (waiting, computing) for at, path in enumerate(group)}
    return {path: turn + (_folder(path) in SHORT) for path, turn in turns.items()}


def _folder(path: Path) -> str:
    return path.relative_to(TESTS).parts[0] if path.is_relative_to(TESTS) else ""


@pytest.fixture(scope="module", autouse=True)
def aws_session() -> None:
    """A session keeps the credentials that it was made with: each file of tests has its own."""
    from pysandbox import aws

    aws.forget_session()


@pytest.fixture(scope="session")
def dynamodb() -> Iterator[str]:
    """The URL of DynamoDB Local, one engine for all tests. The store is patient with it."""
    from pysandbox.rate_limit import dynamodb as store

    from tests.aws.dynamodb_local import PATIENCE_S, dynamodb_local

    with dynamodb_local() as url, pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "TIMEOUT_S", PATIENCE_S)
        yield url


@pytest.fixture
def dynamodb_table(dynamodb: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of an empty rate-limit table of the test's own; the environment leads boto3 to it."""
    from tests.aws.dynamodb_local import create_table, environment

    for name, value in environment(dynamodb).items():
        monkeypatch.setenv(name, value)
    table = f"quota-{uuid4().hex}"
    create_table(dynamodb, table)
    return table


@pytest.fixture(scope="session")
def redis_port() -> Iterator[int]:
    """The port of a Redis server, one for all tests."""
    from tests.redis_server import redis_server

    with redis_server() as port:
        yield port


@pytest.fixture
def redis_store(redis_port: int) -> str:
    """The address of an empty Redis store of the test's own."""
    import redis

    with redis.Redis(port=redis_port) as client:
        client.flushall()
    return f"redis://127.0.0.1:{redis_port}/0"


@pytest.fixture(scope="session")
def built() -> Path:
    """The template that `sam build` wrote, with everything that it names."""
    from tests.aws.emulator.stack import BUILT

    subprocess.run([TESTS.parent / "scripts/build-aws", "--if-changed"], check=True, stdout=subprocess.DEVNULL)
    return BUILT


@pytest.fixture(scope="session")
def stack(built: Path, dynamodb: str) -> Iterator[Stack]:
    """The whole built stack under Lambda's emulator, with a quota that is in nobody's way."""
    from tests.aws.emulator.stack import running_stack

    variables = {
        "SANDBOX_REQUESTS_PER_MINUTE": "0",
        "SANDBOX_REQUESTS_PER_DAY": "100000",
    }
    with running_stack(variables, template=built, dynamodb=dynamodb) as running:
        yield running
