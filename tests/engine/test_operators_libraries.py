"""Libraries of an operator's own: they are loaded whole, get what they need, and a mistake is told in one sentence."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pysandbox.engine.models import RunRequest, RunResult
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Choice, Stock
from pysandbox.errors import ConfigurationError, EngineError

from tests.support import make_settings, run_folder, started_sandbox

SOURCES = {
    "__init__.py": """
import ctypes, sys, tempfile, traceback
class Point(ctypes.Structure):
    pass
HERE = traceback.extract_stack(limit=1)[0][:2]
def lazy():
    from .late import VALUE
    return VALUE
def fail():
    from . import broken
def call():
    return Point()
def size():
    return ctypes.sizeof(ctypes.c_long)
def callers(depth):
    frame = sys._getframe(depth)
    return sorted(frame.f_locals), sorted(frame.f_globals), frame.f_code.co_filename, frame.f_lineno
def inner():
    secret = 1
    return callers(1)
def bottom():
    frame = sys._getframe()
    while frame.f_back:
        frame = frame.f_back
    return frame.f_code.co_filename
def keep(text):
    with tempfile.NamedTemporaryFile("w+", suffix=".tmp") as file:
        file.write(text)
        file.flush()
        return open(file.name).read(), tempfile.gettempdir()
def other():
    return open(GUEST + "/tiny/late.py").read()
""",
    "late.py": "VALUE = 42\n",
    "broken.py": "import no_such_thing\n",
    "tests.py": "import tiny\ntiny.TESTED = True\n",
    "__main__.py": "import tiny\ntiny.TESTED = True\n",
}
POLICY = """
[[stand_in]]
module = "ctypes"
any = true
returns = { sizeof = 8 }
reason = "Asked for while it loads."

[[readable]]
folders = ["tiny/data"]
reason = "Its data."

[[warm]]
code = "import tiny; tiny.GUEST = GUEST"
reason = "The folder that it is read from."
"""


class Operator:
    """A folder as an operator has it, and what set-up makes of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.installed = folder / "set", folder / "installed"
        self.folder.mkdir()
        shutil.copytree(Path(sys.prefix) / "guest", self.installed, copy_function=_link, symlinks=True)
        self.write("")

    def write(self, policy: str, requirements: str = "# mine\ntiny==1.0\n", **sources: str) -> None:
        (self.folder / "requirements.txt").write_text(requirements)
        (self.folder / "policy.toml").write_text(policy)
        for name in ("tiny", "tiny-1.0.dist-info", "wide/part"):
            shutil.rmtree(self.installed / name, ignore_errors=True)
            (self.installed / name).mkdir(parents=True)
        (self.installed / "wide/part/__init__.py").write_text("FOUND = 'in a namespace package'\n")
        files = SOURCES | {name.replace("_py", ".py"): text for name, text in sources.items()}
        for name, text in files.items():
            (self.installed / "tiny" / name).write_text(text)
        (self.installed / "tiny" / "data").mkdir()
        (self.installed / "tiny" / "data" / "a.txt").write_text("read me")
        (self.installed / "tiny-1.0.dist-info" / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n"
        )
        record = ("tiny/__init__.py", "tiny/late.py", "wide/part/__init__.py")
        (self.installed / "tiny-1.0.dist-info" / "RECORD").write_text("".join(f"{name},,\n" for name in record))

    @property
    def variables(self) -> dict[str, str]:
        return {"SANDBOX_LIBRARIES": str(self.folder), "SANDBOX_GUEST_LIBRARIES": str(self.installed)}


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


@pytest.fixture(scope="module")
def kept() -> Iterator[Operator]:
    """One whose libraries are those of `POLICY`."""
    with run_folder() as folder:
        place = folder / "operator"
        place.mkdir(mode=0o755)
        operator = Operator(place)
        operator.write(POLICY)
        yield operator
        shutil.rmtree(place)


@pytest.fixture
def operator(kept: Operator) -> Iterator[Operator]:
    """The same, for a test that writes other files: they are as before after it."""
    yield kept
    kept.write(POLICY)


@pytest.fixture(scope="module")
def sandbox(kept: Operator) -> Iterator[Sandbox]:
    with started_sandbox(**kept.variables) as sandbox:
        assert run(sandbox, "").exit_code == 0  # they are loaded, before another test writes others
        yield sandbox


def run(sandbox: Sandbox, code: str) -> RunResult:
    return sandbox.run(RunRequest(f"import tiny\n{code}"))


def printed(sandbox: Sandbox, expression: str) -> str:
    result = run(sandbox, f"print({expression})")
    assert result.exit_code == 0, result.stderr.decode()
    return result.stdout.decode().strip()


def test_every_module_of_the_requirements_is_on_the_list_and_none_else_is(kept: Operator, sandbox: Sandbox) -> None:
    settings = make_settings(kept.folder, **kept.variables)
    assert settings.libraries is not None
    assert settings.libraries.imports.roots == {"tiny", "wide"}
    assert settings.imports.distributions[-2:] == (("tiny", "tiny"), ("wide", "tiny"))
    assert printed(sandbox, "'tiny' in dir()") == "True"


def test_a_part_of_a_namespace_package_is_there(sandbox: Sandbox) -> None:
    assert run(sandbox, "import wide.part\nprint(wide.part.FOUND)").stdout == b"in a namespace package\n"


def test_what_is_imported_lazily_is_there_and_what_cannot_be_imported_is_not(sandbox: Sandbox) -> None:
    assert printed(sandbox, "tiny.lazy()") == "42"
    stderr = run(sandbox, "tiny.fail()").stderr
    assert stderr.endswith(b"\nModuleNotFoundError: No module named 'no_such_thing'\n")  # as under CPython


def test_tests_and_commands_of_a_library_are_not_loaded(sandbox: Sandbox) -> None:
    assert printed(sandbox, "hasattr(tiny, 'TESTED')") == "False"


def test_a_stand_in_can_be_made_classes_of_and_refuses_to_be_called(sandbox: Sandbox) -> None:
    assert printed(sandbox, "tiny.size()") == "8"
    assert b"PermissionError" in run(sandbox, "tiny.call()").stderr


def test_a_library_learns_of_the_program_and_of_no_other_frame(sandbox: Sandbox) -> None:
    code = """
def f():
    mine = 1
    return tiny.callers(1)
names, module, file, line = f()
print(names, 'f' in module, file, line)
"""
    assert run(sandbox, code).stdout.decode() == "['mine'] True main.py 5\n"
    assert printed(sandbox, "tiny.inner()[:2]") == "([], ['__name__'])"
    assert printed(sandbox, "tiny.bottom()") == "main.py"
    assert printed(sandbox, "tiny.HERE[0]") == "site-packages/tiny/__init__.py"


def test_temporary_files_of_libraries_lie_in_the_folder_of_the_run(sandbox: Sandbox) -> None:
    assert printed(sandbox, "tiny.keep('text')") == "('text', '.')"


def test_a_library_reads_its_data_and_nothing_beside_it(sandbox: Sandbox) -> None:
    assert printed(sandbox, "open(tiny.GUEST + '/tiny/data/a.txt').read()") == "read me"
    assert b"PermissionError" in run(sandbox, "tiny.other()").stderr


@pytest.mark.parametrize(
    ("code", "stock"),
    [
        ("print(1)", Stock.LEAN),
        ("import numpy", Stock.FULL),
        ("import tiny, numpy", Stock.ADDED),
        ("__import__('ti' + 'ny')", Stock.ADDED),
        ("getattr(x, 'y')", Stock.ADDED),
    ],
)
def test_a_program_gets_the_smallest_stock_with_its_imports(
    kept: Operator, sandbox: Sandbox, code: str, stock: Stock
) -> None:
    settings = make_settings(kept.folder, **kept.variables)
    assert Choice(settings.imports, settings.libraries).stock(code) is stock
    assert sandbox.stock_for(code) is stock


def test_others_are_answered_while_the_libraries_load(operator: Operator) -> None:
    operator.write("", __init___py="import time\ntime.sleep(4)\n")
    with started_sandbox(**operator.variables) as sandbox:
        assert sandbox.zygote_pids[Stock.ADDED] is None
        assert sandbox.run(RunRequest("print(1)")).stdout == b"1\n"
        assert sandbox.healthy
        assert sandbox.zygote_pids[Stock.ADDED] is None
        assert run(sandbox, "print(tiny.time)").exit_code == 0


def test_what_is_not_kept_warm_is_started_by_its_first_program(operator: Operator) -> None:
    operator.write(POLICY)
    with started_sandbox(SANDBOX_WARM_STOCKS="lean", **operator.variables) as sandbox:
        time.sleep(0.5)
        assert [stock for stock, pid in sandbox.zygote_pids.items() if pid] == [Stock.LEAN]
        assert sandbox.healthy
        assert printed(sandbox, "tiny.lazy()") == "42"
        assert sandbox.zygote_pids[Stock.FULL] is None


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (
            "import ctypes",
            'ctypes is not there for any program: write a row [[stand_in]] with module = "ctypes", any = true',
        ),
        ("import no_such_thing", "Add what provides no_such_thing to the requirements"),
        ("1 / 0", "division by zero"),
    ],
)
def test_a_library_that_cannot_be_loaded_is_told_of_by_its_line(operator: Operator, source: str, says: str) -> None:
    operator.write("", __init___py=source + "\n")
    with started_sandbox(**operator.variables) as sandbox, pytest.raises(EngineError) as caught:
        run(sandbox, "")
    assert f"{operator.folder}/requirements.txt line 2: tiny cannot be imported: " in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("policy", "requirements", "says"),
    [
        ("", "other\n", "line 1: other is not installed: run `make setup LIBRARIES="),
        ('[[category]]\nname = "Mine"\nmodules = "tiny"\n', "tiny\n", "write a list"),
        ('[[stand_in]]\nmodule = "ctypes"\n', "tiny\n", "has no reason"),
        ('[[stand_in]]\nmodule = "ctypes"\nall = true\nreason = "x"\n', "tiny\n", "has no key all"),
        ("[[", "tiny\n", "policy.toml"),
    ],
)
def test_a_mistake_in_the_operators_files_is_a_configuration_error(
    operator: Operator, policy: str, requirements: str, says: str
) -> None:
    operator.write(policy, requirements)
    with pytest.raises(ConfigurationError, match=r"policy\.toml|requirements\.txt") as caught:
        make_settings(operator.folder, **operator.variables)
    assert says in str(caught.value)
