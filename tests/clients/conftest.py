"""A service with the real engine, for the clients to call."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.settings import load_settings

from tests.api.service import serving
from tests.packages import npm_packages

QUOTA = {
    "SANDBOX_REQUESTS_PER_MINUTE": "0",
    "SANDBOX_REQUESTS_PER_DAY": "0",
    "SANDBOX_TIMEOUT_SECONDS": "3",
    "SANDBOX_WARM_STOCKS": "lean",
}
INLINE = {"SANDBOX_MAX_INLINE_ATTACHMENT_BYTES": "4000000", "SANDBOX_MAX_ANSWER_BYTES": "4000000"}


@pytest.fixture(scope="session")
def service_url() -> Iterator[str]:
    """A service that takes and gives no more than 4 MB inline, as on AWS, so that clients need uploads."""
    with serving(create_app(load_settings(os.environ | QUOTA | INLINE | {"SANDBOX_RATE_LIMIT_STORE": ""}))) as url:
        yield url


@pytest.fixture
def served(service_url: str, tmp_path: Path) -> Path:
    """A folder with both clients as the service gives them out."""
    for name in ("client.py", "client.ts"):
        (tmp_path / name).write_bytes(httpx.get(f"{service_url}/{name}").raise_for_status().content)
    return tmp_path


@pytest.fixture(scope="session")
def strict() -> list[str]:
    """Options of the compiler: as strictly as TypeScript can, for ECMAScript modules."""
    checks = [
        "--strict",
        "--noUncheckedIndexedAccess",
        "--exactOptionalPropertyTypes",
        "--noPropertyAccessFromIndexSignature",
    ]
    return [*checks, "--target", "es2022", "--module", "es2022", "--lib", "es2023,dom"]


@pytest.fixture(scope="session")
def typescript() -> Path:
    """Where the packages that package.json pins are."""
    return npm_packages(Path(__file__).parent)


@pytest.fixture(scope="session")
def compiled(service_url: str, typescript: Path, strict: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """client.ts as the service gives it out, type-checked and compiled to client.js."""
    folder = tmp_path_factory.mktemp("client-ts")
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "client.ts").write_bytes(httpx.get(f"{service_url}/client.ts").raise_for_status().content)
    compiler = typescript / "typescript" / "bin" / "tsc"
    done = subprocess.run(
        ["node", compiler, *strict, "--declaration", "client.ts"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return folder
