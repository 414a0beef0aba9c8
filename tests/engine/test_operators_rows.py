"""What an operator's rows do while the libraries load, and how one that cannot work is told of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.errors import EngineError

from tests.engine.test_operators_libraries import POLICY, Operator, kept, operator
from tests.support import run_folder, started_sandbox, without

__all__ = ["kept", "operator"]

REHEARSE = """
[[unbound]]
modules = ["tiny.*"]
reason = "Bound by its first import."

[[rehearse]]
code = "import tiny; tiny.lazy()"
reason = "What programs do first."
"""
SEES = """
import tiny
codes = [function.__code__ for function in (tiny.lazy, tiny.fail)]
adapted = [code._co_code_adaptive[0] != code.co_code[0] for code in codes]
print(adapted, hasattr(tiny, "late"), tiny.lazy(), hasattr(tiny, "late"))
"""
FINDS = """
import threading, unittest, webbrowser
from importlib import import_module as load, metadata
from os import getcwd as folder
from pathlib import Path
HOME = str(Path.home())
def home():
    return str(Path.home())
def watch():
    threading.Thread(target=print).start()
class Case(unittest.TestCase):
    pass
"""
STAND_IN = '[[stand_in]]\nmodule = "ctypes"\nany = true\nreason = "It asks for it."\n'
FAILS = '[[{}]]\ncode = "1 / 0"\nreason = "None."\n'


def test_what_is_rehearsed_is_adapted_and_nothing_of_it_is_seen(operator: Operator) -> None:
    operator.write(POLICY + REHEARSE)
    layers = without("import_guard", "audit_hook", "closed_world")
    with started_sandbox(**layers, **operator.variables) as sandbox:
        result = sandbox.run(RunRequest(SEES))
    assert (result.stdout, result.stderr) == (b"[True, False] False 42 True\n", b"")


BROKEN = {
    "broken.py": "import no_such_thing\n",
    "needy.py": "raise ImportError('Install needed')\n",
    "native.py": "raise ImportError('/usr/lib/x.so: not there')\n",
    "odd.py": "1 / 0\n",
    "sets.py": "import pty\n",
}


@pytest.fixture(scope="module")
def broken() -> Iterator[Sandbox]:
    """With a library that finds what it asks for as it loads, but for what some of its modules need."""
    with run_folder() as folder:
        place = folder / "operator"
        place.mkdir()
        operator = Operator(place)
        operator.write("", __init___py=FINDS, **{name.replace(".py", "_py"): text for name, text in BROKEN.items()})
        space = operator.installed / "tiny" / "sub" / "space"  # a namespace package looks for its parent, which breaks
        space.mkdir(parents=True)
        (space / "late.py").touch()
        (space.parent / "__init__.py").write_text("import tiny.sub.space.late\n1 / 0\n")
        told = operator.installed / "tiny-1.0.dist-info"
        (told / "entry_points.txt").write_text("[tiny.kinds]\nlate = tiny.late:VALUE\n")
        (told / "direct_url.json").write_text('{"url": "file:///srv/tiny"}')
        with started_sandbox(**operator.variables) as sandbox:
            yield sandbox
        shutil.rmtree(place)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("broken", "ModuleNotFoundError: No module named 'no_such_thing'"),
        ("needy", "ImportError: Install needed"),
        ("sets", "ModuleNotFoundError: No module named 'pty'"),
        ("native", "ModuleNotFoundError: No module named 'tiny.native'"),
        ("odd", "ImportError: tiny.odd broke as it was loaded: ZeroDivisionError: division by zero"),
        ("sub", "ImportError: tiny.sub broke as it was loaded: ZeroDivisionError: division by zero"),
        ("absent", "ModuleNotFoundError: No module named 'tiny.absent'"),
    ],
)
def test_a_module_that_broke_says_why(broken: Sandbox, name: str, says: str) -> None:
    for code in (f"import tiny.{name}", f"import tiny; tiny.load('tiny.{name}')"):
        assert broken.run(RunRequest(code)).stderr.decode().splitlines()[-1] == says


@pytest.mark.parametrize(
    ("asks", "answer"),
    [
        ("version('tiny'), tiny.metadata.version('Tiny')", "1.0 1.0"),
        ("metadata('tiny')['Name']", "tiny"),
        ("entry_points(group='tiny.kinds')['late'].load()", "42"),
        ("distribution('tiny').read_text('direct_url.json')", "None"),
        ("version('pillow') in {found.version for found in tiny.metadata.distributions()}", "True"),
    ],
)
def test_a_library_learns_what_is_installed(broken: Sandbox, asks: str, answer: str) -> None:
    result = broken.run(RunRequest(f"import tiny; print(tiny.metadata.{asks})"))
    assert (result.stdout.decode(), result.stderr) == (f"{answer}\n", b"")


def test_what_is_not_installed_is_not_found(broken: Sandbox) -> None:
    stderr = broken.run(RunRequest("import tiny; tiny.metadata.version('absent')")).stderr
    assert stderr.endswith(b"\nimportlib.metadata.PackageNotFoundError: No package metadata was found for absent\n")


def test_a_thread_of_a_library_is_refused_where_it_is_started(broken: Sandbox) -> None:
    result = broken.run(
        RunRequest("import tiny\ntry:\n    tiny.watch()\nexcept PermissionError as error:\n    print(error)")
    )
    assert result.stdout == b"[Errno 1] Operation not permitted in the sandbox: '_thread.start_joinable_thread'\n"
    assert result.violation is None


def test_a_library_finds_a_home_and_a_test_case(broken: Sandbox) -> None:
    result = broken.run(RunRequest("import tiny; print(tiny.HOME == tiny.home(), tiny.home() == tiny.folder())"))
    assert (result.stdout, result.stderr) == (b"True True\n", b"")


@pytest.mark.parametrize(
    ("policy", "source", "says"),
    [
        (FAILS.format("warm"), "", "policy.toml: a row of [[warm]] fails (1 / 0 …): ZeroDivisionError"),
        (FAILS.format("rehearse"), "", "policy.toml: a row of [[rehearse]] fails (1 / 0 …): ZeroDivisionError"),
        (STAND_IN, "import ctypes; ctypes.x & 1", "line 2: tiny cannot be imported: "),
        (STAND_IN, "import ctypes.wintypes", "ctypes.wintypes is not there for any program: write a row [[stand_in]]"),
        (STAND_IN, "import ctypes; ctypes.x & 1", "It works with what a stand-in is there for"),
        (
            "",
            "import _thread, time; _thread.start_new_thread(time.sleep, (600,))",
            "policy.toml: a library starts threads as it loads",
        ),
    ],
)
def test_what_cannot_work_is_told_of_in_one_sentence(operator: Operator, policy: str, source: str, says: str) -> None:
    operator.write(policy, __init___py=source + "\n")
    with started_sandbox(**operator.variables) as sandbox, pytest.raises(EngineError) as caught:
        sandbox.run(RunRequest("import tiny"))
    assert str(operator.folder) in str(caught.value)
    assert says in str(caught.value)


def test_a_library_that_no_run_can_have_is_to_be_taken_out(operator: Operator) -> None:
    operator.write("")
    (operator.installed / "pty.py").touch()
    with (operator.installed / "tiny-1.0.dist-info" / "RECORD").open("a") as record:
        record.write("pty.py,,\n")
    with (
        started_sandbox(**operator.variables) as sandbox,
        pytest.raises(EngineError, match="take the line out") as caught,
    ):
        sandbox.run(RunRequest("import pty"))
    assert "requirements.txt line 2: pty cannot be imported: " in str(caught.value)
    assert "[[stand_in]]" not in str(caught.value)
    (operator.installed / "pty.py").unlink()
