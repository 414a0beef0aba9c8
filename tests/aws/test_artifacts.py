"""What `sam build` makes: small enough, byte-compiled, and nothing inside that does not belong there."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import struct
import subprocess
from importlib.metadata import distributions
from pathlib import Path

import pytest
from pysandbox.api.about import limits_answer
from pysandbox.engine import native
from pysandbox.settings import load_settings

ROOT = Path(__file__).parents[2]
MAX_TOTAL_BYTES = 200_000_000
UNCHECKED_HASH = 0b01
"""PEP 552: the byte code is that of a source's hash, and nobody looks whether the source still has it."""
ELF_MACHINE = {"x86_64": 62, "arm64": 183}
LAMBDAS_GLIBC = (2, 34)
"""That of Amazon Linux 2023."""


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


@pytest.mark.parametrize("name", ["ApiFunction", "RunnerFunction", "GuestLibrariesLayer"])
def test_the_byte_code_is_there_and_is_never_compared_with_its_source(artifacts: Path, name: str) -> None:
    found = {path: Path(importlib.util.cache_from_source(str(path))) for path in (artifacts / name).rglob("*.py")}
    assert found
    for source, compiled in found.items():
        assert compiled.read_bytes()[:4] == importlib.util.MAGIC_NUMBER, source
        assert struct.unpack_from("<I", compiled.read_bytes(), 4)[0] == UNCHECKED_HASH, source


def test_the_api_function_holds_what_is_pinned_for_it_and_nothing_else(artifacts: Path) -> None:
    assert installed(artifacts / "ApiFunction") == pinned("functions/api/requirements.txt")


def test_with_data_libraries_the_api_function_tells_their_versions_and_holds_none_of_them(tmp_path: Path) -> None:
    environ = os.environ | {"LIBRARIES": "data"}
    subprocess.run([ROOT / "scripts/package", "api", str(tmp_path)], env=environ, check=True, capture_output=True)
    folder = tmp_path / "libraries"
    both = pinned("layers/guest_libraries/requirements.txt") | pinned("layers/data/requirements.txt")
    assert installed(folder) == both
    assert {path.name for path in folder.rglob("*") if path.is_file()} == {"METADATA"}
    settings = load_settings({"SANDBOX_LIBRARIES": "data", "SANDBOX_GUEST_LIBRARIES": str(folder)})
    told = limits_answer(settings, uploads=False)["imports"]["libraries"]
    assert {normal(name): version for name, version in told.items()}.items() <= both.items()
    assert {"pandas", "matplotlib", "numpy", "reportlab"} <= {normal(name) for name in told}


def test_the_guest_libraries_are_those_that_are_pinned(artifacts: Path) -> None:
    folder = artifacts / "GuestLibrariesLayer/python"
    assert installed(folder) == pinned("layers/guest_libraries/requirements.txt")


@pytest.mark.parametrize("name", ["ApiFunction", "RunnerFunction"])
def test_a_function_holds_the_package_without_its_local_server(artifacts: Path, name: str) -> None:
    package = artifacts / name / "pysandbox"
    assert not [path for path in ("serve.py", "__main__.py", "commands", "workers") if (package / path).exists()]
    for kind in (
        "policy/*.toml",
        "policy/*.json",
        "api/page/content/**/*.*",
        "api/page/static/*.*",
        "api/page/templates/*.*",
    ):
        original = {path.name for path in (ROOT / "shared/pysandbox").glob(kind)}
        assert original
        # The page's examples are programs, and compiled like any other.
        assert original == {path.name for path in package.glob(kind) if path.suffix != ".pyc"}


def newest_glibc(module: Path) -> tuple[int, ...]:
    """The newest version of glibc whose symbols a shared library asks for."""
    found = re.findall(rb"GLIBC_(\d+)\.(\d+)", module.read_bytes())
    return max((tuple(map(int, version)) for version in found), default=(0,))


def assert_all_load_on_lambda(folder: Path, architecture: str) -> None:
    """Every shared library is for that processor, and for a glibc as old as Lambda's."""
    libraries = [path for path in folder.rglob("*.so*") if path.is_file()]
    assert libraries
    assert machines(folder) == {ELF_MACHINE[architecture]}
    assert {str(path): newest_glibc(path) for path in libraries if newest_glibc(path) > LAMBDAS_GLIBC} == {}


@pytest.mark.parametrize("name", ["ApiFunction", "RunnerFunction", "GuestLibrariesLayer"])
def test_every_shared_library_is_for_lambdas_processor_and_glibc(artifacts: Path, name: str) -> None:
    assert_all_load_on_lambda(artifacts / name, "x86_64")


def check_native_module(function: Path, machine: str) -> None:
    """That a function has the module of these sources, for this processor and for what Lambda's glibc has."""
    folder = function / "pysandbox/engine/native"
    assert [path.name for path in folder.glob("core.so*")] == ["core.so"]
    assert_all_load_on_lambda(folder, machine)
    assert native.source_hash().encode() in (folder / "core.so").read_bytes()


@pytest.mark.parametrize("name", ["ApiFunction", "RunnerFunction"])
def test_the_native_module_is_built_for_lambdas_processor_and_glibc(artifacts: Path, name: str) -> None:
    check_native_module(artifacts / name, "x86_64")


def test_the_runner_function_is_its_code_and_the_package_alone(artifacts: Path) -> None:
    assert {path.name for path in (artifacts / "RunnerFunction").iterdir()} == {"app.py", "pysandbox", "__pycache__"}


def test_the_layer_holds_guest_libraries_alone(artifacts: Path) -> None:
    assert [path.name for path in (artifacts / "GuestLibrariesLayer").iterdir()] == ["python"]
    assert not (artifacts / "GuestLibrariesLayer/python/pysandbox").exists()


def test_of_the_services_that_the_aws_client_knows_there_are_those_that_are_called(artifacts: Path) -> None:
    data = artifacts / "ApiFunction/botocore/data"
    called = {"dynamodb", "lambda", "s3", "sts"}
    assert {path.name for path in data.iterdir() if path.is_dir()} == called
    regions = json.loads((data / "endpoints.json").read_text(encoding="utf-8"))["partitions"]
    assert [called & set(partition["services"]) for partition in regions[:2]] == [called] * 2
    assert not [name for partition in regions for name in partition["services"] if name not in called]


@pytest.fixture(scope="module")
def for_arm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The artifacts as they are built for the other processor."""
    folder = tmp_path_factory.mktemp("arm64") / "built"
    command = [str(ROOT / "scripts/build-aws"), "--into", str(folder), "arm64"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize(
    ("name", "below", "requirements"),
    [
        ("GuestLibrariesLayer", "python", "layers/guest_libraries/requirements.txt"),
        ("ApiFunction", "", "functions/api/requirements.txt"),
        ("RunnerFunction", "", None),
    ],
)
def test_an_artifact_is_built_for_arm_as_well(for_arm: Path, name: str, below: str, requirements: str | None) -> None:
    folder = for_arm / name
    if name != "GuestLibrariesLayer":
        check_native_module(folder, "arm64")
    assert_all_load_on_lambda(folder, "arm64")
    assert installed(folder / below) == (pinned(requirements) if requirements else {})
