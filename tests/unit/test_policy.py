"""Policy as data: every row has a reason, every number one place, and the engine stands alone."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pysandbox.engine.layers import seccomp
from pysandbox.errors import ConfigurationError
from pysandbox.policy import load_imports, load_limits
from pysandbox.policy.load import DIRECTORY, read_toml

PACKAGE = DIRECTORY.parent
MACHINES = ("x86_64", "aarch64")


def test_limits_are_the_contracts() -> None:
    limits = load_limits()
    assert (limits.requests_per_minute, limits.requests_per_day, limits.max_concurrency) == (5, 30, 5)
    assert (limits.timeout_s, limits.memory_mb, limits.max_code_characters) == (10.0, 256, 2000)
    assert (limits.max_attachments, limits.max_attachment_bytes, limits.max_processes) == (2, 8 * 2**20, 10)
    assert (limits.max_return_files, limits.max_return_file_bytes, limits.max_file_name_bytes) == (20, 64 * 2**20, 255)
    assert limits.max_return_bytes == limits.max_disk_bytes
    assert (limits.max_stream_bytes, limits.max_output_bytes, limits.max_body_bytes) == (2**20, 2**24, 24 * 2**20)
    assert (limits.max_disk_bytes, limits.max_disk_files) == (64 * 2**20, 1000)
    # On one machine the full size goes inline, both ways.
    assert limits.max_inline_attachment_bytes == limits.max_attachments * limits.max_attachment_bytes
    assert limits.max_answer_bytes > limits.max_disk_bytes * 4 / 3
    assert limits.upload_expiry_s == 300


@pytest.mark.parametrize("name", ["SANDBOX_TIMEOUT_SECONDS", "SANDBOX_MEMORY_MB", "SANDBOX_MAX_CONCURRENCY"])
@pytest.mark.parametrize("value", ["", "x", "-1", "1e99", "nan", "0x10"])
def test_a_limit_that_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    if value:
        with pytest.raises(ConfigurationError, match=name):
            load_limits({name: value})
    else:
        assert load_limits({name: value}) == load_limits()


def test_every_row_of_every_policy_file_has_a_reason() -> None:
    for row in read_toml("limits.toml").values():
        assert row["reason"]
    for denied in load_imports().denied:
        assert denied.reason
    for machine in MACHINES:
        for rule in seccomp.load_rules(machine):
            assert rule.reason, rule.name
    for name, table in read_toml("closed_world.toml").items():
        for row in table if isinstance(table, list) else [table]:
            if name != "patches":  # they have theirs in a comment
                assert row["reason"], name


@pytest.mark.parametrize("machine", MACHINES)
def test_a_system_call_stands_in_a_table_once(machine: str) -> None:
    rules = seccomp.load_rules(machine)
    assert len({rule.number for rule in rules}) == len({rule.name for rule in rules}) == len(rules)


def test_both_architectures_allow_the_same_where_both_have_it() -> None:
    first, second = ({rule.name: (rule.condition, rule.errno) for rule in seccomp.load_rules(m)} for m in MACHINES)
    only_old = {"open", "unlink", "poll", "select", "time"}  # 64-bit ARM never had them
    assert set(first) - set(second) == only_old
    assert {name: row for name, row in first.items() if name not in only_old} == second


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    "name",
    ["socket", "connect", "execve", "fork", "vfork", "ptrace", "mount", "kill", "setuid", "bpf"],
)
def test_no_table_allows_what_leads_out(machine: str, name: str) -> None:
    assert name not in {rule.name for rule in seccomp.load_rules(machine)}


def test_a_broken_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "syscalls_x86_64.json").write_text(json.dumps({"syscalls": [{"name": "read"}]}))
    with pytest.raises(ConfigurationError, match=r"syscalls_x86_64\.json"):
        seccomp.load_rules("x86_64", tmp_path)


def test_an_operators_file_extends_the_import_list(tmp_path: Path) -> None:
    extra = tmp_path / "more.toml"
    extra.write_text('[[category]]\nname = "Ours"\nmodules = ["zlib"]\n')
    assert load_imports(extra).allows("zlib")
    assert not load_imports().allows("zlib")
    extra.write_text("[[category]]\nname = 3\n")
    with pytest.raises(ConfigurationError):
        load_imports(extra)


def imported_roots(folder: Path) -> dict[str, set[str]]:
    """The top-level packages that each module of a folder imports by absolute name."""
    roots: dict[str, set[str]] = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            roots.setdefault(path.name, set()).update(name.split(".")[0] for name in names)
    return roots


def test_the_engine_imports_the_standard_library_alone() -> None:
    guests = {"warm_up.py": {"numpy", "PIL", "reportlab", "fpdf"}}  # what the zygote warms; never in the host
    for name, roots in imported_roots(PACKAGE / "engine").items():
        assert roots - set(sys.stdlib_module_names) == guests.get(name, set()), name


def test_loading_the_engine_loads_neither_the_api_nor_a_library() -> None:
    code = "import sys, pysandbox.engine.sandbox; print(sorted({name.split('.')[0] for name in sys.modules}))"
    environ = {"PYTHONPATH": str(PACKAGE.parent), "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, env=environ, check=True)
    loaded = set(ast.literal_eval(done.stdout))
    assert not loaded & {"fastapi", "starlette", "pydantic", "uvicorn", "boto3", "numpy", "PIL", "orjson"}


def test_imports_run_one_way() -> None:
    order = ["errors", "policy", "settings", "engine", "rate_limit", "runners", "api"]
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if place not in order:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == len(path.relative_to(PACKAGE).parts) and node.module:
                target = node.module.split(".")[0]
                if target in order:
                    assert order.index(target) <= order.index(place), f"{path.name} imports {target}"
