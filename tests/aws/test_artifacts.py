"""What `sam build` makes: small enough, byte-compiled, and nothing inside that does not belong there."""

from __future__ import annotations

import importlib.util
import re
import struct
import subprocess
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_TOTAL_BYTES = 200_000_000
UNCHECKED_HASH = 0b01
"""PEP 552: the byte code is that of a source's hash, and nobody looks whether the source still has it."""
ELF_MACHINE = {"x86_64": 62, "arm64": 183}


@pytest.fixture(scope="module")
def artifacts(built: Path) -> Path:
    return built.parent


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def pinned(requirements: str) -> dict[str, str]:
    rows = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / requirements).read_text(), re.MULTILINE)
    return {normal(name): version for name, version in rows}


def installed(folder: Path) -> dict[str, str]:
    return {normal(row.metadata["Name"]): row.version for row in distributions(path=[str(folder)])}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def machines(folder: Path) -> set[int]:
    """The processors that the shared libraries in `folder` are for (the ELF header's e_machine)."""
    return {struct.unpack_from("<H", path.read_bytes()[:20], 18)[0] for path in folder.rglob("*.so*")}


def test_everything_together_is_well_below_lambdas_limit(artifacts: Path) -> None:
    assert sum(size(folder) for folder in artifacts.iterdir() if folder.is_dir()) < MAX_TOTAL_BYTES


@pytest.mark.parametrize("name", ["ApiFunction", "RunnerFunction", "GuestLibrariesLayer", "SharedLayer"])
def test_the_byte_code_is_there_and_is_never_compared_with_its_source(artifacts: Path, name: str) -> None:
    found = {path: Path(importlib.util.cache_from_source(str(path))) for path in (artifacts / name).rglob("*.py")}
    assert found
    for source, compiled in found.items():
        assert compiled.read_bytes()[:4] == importlib.util.MAGIC_NUMBER, source
        assert struct.unpack_from("<I", compiled.read_bytes(), 4)[0] == UNCHECKED_HASH, source


def test_the_api_function_holds_what_is_pinned_for_it_and_nothing_else(artifacts: Path) -> None:
    assert installed(artifacts / "ApiFunction") == pinned("functions/api/requirements.txt")


def test_the_guest_libraries_are_those_that_are_pinned(artifacts: Path) -> None:
    folder = artifacts / "GuestLibrariesLayer/python"
    assert installed(folder) == pinned("layers/guest_libraries/requirements.txt")
    assert machines(folder) == {ELF_MACHINE["x86_64"]}


def test_the_runner_function_is_one_file(artifacts: Path) -> None:
    names = {path.name for path in (artifacts / "RunnerFunction").iterdir()}
    assert names == {"app.py", "requirements.txt", "__pycache__"}


def test_the_shared_layer_is_the_package_without_its_local_server(artifacts: Path) -> None:
    assert [path.name for path in (artifacts / "SharedLayer").iterdir()] == ["python"]
    assert [path.name for path in (artifacts / "SharedLayer/python").iterdir()] == ["pysandbox"]
    package = artifacts / "SharedLayer/python/pysandbox"
    assert not (package / "serve.py").exists()
    for kind in ("policy/*.toml", "policy/*.json", "api/site/*.html", "api/site/*.js"):
        original = {path.name for path in (ROOT / "shared/pysandbox").glob(kind)}
        assert original
        assert original == {path.name for path in package.glob(kind)}


def test_the_libraries_are_built_for_arm_as_well(tmp_path: Path) -> None:
    command = [str(ROOT / "scripts/build-aws"), "--only", "GuestLibrariesLayer", str(tmp_path / "built"), "arm64"]
    subprocess.run(command, check=True, capture_output=True)
    folder = tmp_path / "built/GuestLibrariesLayer/python"
    assert installed(folder) == pinned("layers/guest_libraries/requirements.txt")
    assert machines(folder) == {ELF_MACHINE["arm64"]}
