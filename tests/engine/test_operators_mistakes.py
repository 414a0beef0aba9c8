"""What an operator has configured and cannot work: one sentence that names it, once, and the status of sysexits.h."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.errors import ConfigurationError, EngineError

from tests.engine.test_operators_libraries import POLICY, Operator, kept, operator
from tests.processes import service_process
from tests.support import started_sandbox, without

__all__ = ["kept", "operator"]

pytestmark = pytest.mark.once
FAILS = '[[{}]]\n{}\nreason = "None."\n'
MISTAKES = {
    "malformed": ("[[", "", "policy.toml: "),
    "of another kind": (FAILS.format("warm", "code = 1"), "", "`code` of [[warm]]: write a text, not 1"),
    "a library that is not whole": ("", "import no_such_thing", "tiny cannot be imported: No module named"),
    "a library that ends": ("", "raise SystemExit('three\\nlines\\n')", "cannot be imported: SystemExit: three lines"),
    "a row that ends": (
        FAILS.format("warm", 'code = "raise SystemExit(3)"'),
        "",
        "[[warm]] fails (raise SystemExit(3) …)",
    ),
}
LATER = {
    "alias": (
        'name = "no_such.x"\nas = "json.loads"',
        "fails (no_such.x): ModuleNotFoundError: No module named 'no_such'",
    ),
    "take": ('module = "decimal:Decimal"\nonly = ["sqrt"]', "fails (decimal:Decimal): cannot set 'sqrt' attribute"),
    "rehearse": ('code = "raise SystemExit(3)"', "fails (raise SystemExit(3) …): SystemExit: 3"),
}


def pysandbox_run(folder: Path, code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SANDBOX_")}
    command = [sys.executable, "-m", "pysandbox", "run", "-"]
    environ = own | {"SANDBOX_RUN_DIRECTORY": str(folder)} | variables
    return subprocess.run(command, input=code, env=environ, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize("kind", MISTAKES)
def test_pysandbox_run_says_it_in_one_line_with_status_78(operator: Operator, kind: str) -> None:
    policy, source, says = MISTAKES[kind]
    operator.write(policy, __init___py=source + "\n")
    done = pysandbox_run(operator.folder, "import tiny", **operator.variables)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (78, "", 1), done.stderr
    assert done.stderr.startswith("pysandbox: ")
    assert str(operator.folder) in done.stderr
    assert says in done.stderr


@pytest.mark.parametrize("table", LATER)
def test_a_row_that_cannot_be_done_is_a_configuration_error_for_whoever_starts_and_an_engine_error_for_whoever_runs(
    operator: Operator, table: str
) -> None:
    row, says = LATER[table]
    operator.write(POLICY + FAILS.format(table, row))
    with started_sandbox(**operator.variables) as sandbox, pytest.raises(EngineError) as caught:
        sandbox.run(RunRequest("import tiny"))
    assert isinstance(caught.value, ConfigurationError)
    assert str(caught.value).startswith(f"{operator.folder}/policy.toml: a row of [[{table}]] {says}")


def test_a_module_that_the_operators_import_list_names_and_nobody_has_is_told_of_as_theirs(operator: Operator) -> None:
    extra = operator.folder / "extra.toml"
    extra.write_text('[[category]]\nname = "Ours"\nmodules = ["no_such_thing"]\n')
    done = pysandbox_run(operator.folder, "import no_such_thing", SANDBOX_EXTRA_IMPORTS=str(extra))
    said = "SANDBOX_EXTRA_IMPORTS: no_such_thing cannot be imported: No module named 'no_such_thing'."
    assert (done.returncode, done.stderr) == (78, f"pysandbox: {said} Take it out of that list.\n")


def test_a_service_that_waits_for_the_libraries_says_it_in_one_line_with_status_78(operator: Operator) -> None:
    operator.write("", __init___py="1 / 0\n")
    variables = operator.variables | without("closed_world") | {"SANDBOX_LOG_LEVEL": "CRITICAL"}
    with service_process(variables) as started:
        _, text = started.communicate(timeout=300)
    assert started.returncode == 78
    assert text.count("\n") == 1
    assert "tiny cannot be imported: division by zero" in text


def test_what_breaks_by_no_fault_of_the_operators_is_status_70_and_said_once(operator: Operator) -> None:
    operator.write("", __init___py="import posix\nposix._exit(3)\n")
    done = pysandbox_run(operator.folder, "import tiny", **operator.variables)
    assert (done.returncode, done.stderr) == (70, "pysandbox: the zygote ended\n")
