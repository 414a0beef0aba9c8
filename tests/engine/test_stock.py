"""The lean zygote: who is served by it, and that nobody can tell, but by the time that it takes."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pysandbox.engine.models import InputFile, RunRequest, RunResult, TerminationReason
from pysandbox.engine.pool import Pool, slots_of
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Stock

from tests.engine.honest import corpus
from tests.support import make_settings, run_folder, without

from .conftest import MakeSandbox

LOADED = "print('num' + 'py' in random._os.sys.modules)\n"
SAME_BY_TEXT = [program for program in corpus.programs() if "object at 0x" not in program.code]
DYNAMIC = {
    "called by hand": "print(__import__('num' + 'py').zeros(2))",
    "in exec": "exec('import num' + 'py as n; print(n.ones(2))')",
    "spelled in full-width letters": "import \uff4e\uff55mpy\nprint(\uff4eumpy.arange(3))",
    "past the guard": "print(print.__self__.__import__('num' + 'py').pi)",
    "a submodule": "print(__import__('P' + 'IL.Image', fromlist=['new']).new('L', (1, 1)).size)",
    "after output, input and files": (
        "print(input(), open('a.txt').read(), flush=True)\nopen('b.txt', 'w').write('new')\nprint(input())\n"
        "try:\n    print(__import__('num' + 'py').pi)\nexcept BaseException as error:\n    print(error)"
    ),
    "a codec that few want": "print('€'.encode('cp' + '1255'))",
    "what is nowhere": "print.__self__.__import__('no_such_module')",
    "what is hidden": "print.__self__.__import__('cty' + 'pes')",
    "what is forbidden": "__import__('cs' + 'v')",
}


@pytest.fixture
def full(shared_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The shared sandbox, with full spares for all."""
    sandbox = shared_sandbox
    original = sandbox.stock_for
    monkeypatch.setattr(sandbox, "stock_for", lambda code: Stock.LEAN if code == "lean" else Stock.FULL)
    assert original("") is Stock.LEAN
    return sandbox


def told(result: RunResult) -> RunResult:
    """A result without what no two runs have in common."""
    return replace(result, duration_s=0, cpu_time_s=0, peak_memory_bytes=0)


@pytest.mark.parametrize(
    ("code", "stock"),
    [
        ("print('hello')", Stock.LEAN),
        ("import math, json, datetime", Stock.LEAN),
        ("pilgrim = numpyish = 1", Stock.LEAN),
        ("import numpy", Stock.FULL),
        ("from PIL.Image import new", Stock.FULL),
        ("def f():\n    import fpdf", Stock.FULL),
        ("__import__('reportlab')", Stock.FULL),
    ],
)
def test_a_program_that_names_no_library_is_served_by_the_lean_zygote(
    shared_sandbox: Sandbox, code: str, stock: Stock
) -> None:
    assert shared_sandbox.stock_for(code) is stock
    result = shared_sandbox.run(RunRequest(f"import random\n{LOADED}if False:\n  '''{code}'''"))
    assert result.stdout.decode() == f"{stock is Stock.FULL}\n"


def test_the_operators_own_libraries_are_not_in_the_lean_zygote(tmp_path: Path) -> None:
    extra = tmp_path / "extra.toml"
    extra.write_text('[[category]]\nname = "More"\nmodules = ["fontTools", "csv"]\n')
    sandbox = Sandbox(make_settings(tmp_path, SANDBOX_EXTRA_IMPORTS=str(extra)))
    pattern = sandbox._libraries
    assert pattern.search("import fontTools")
    assert not pattern.search("import csv")


@pytest.mark.parametrize("code", DYNAMIC.values(), ids=DYNAMIC.keys())
def test_an_import_that_no_text_shows_works_as_in_a_full_child(
    shared_sandbox: Sandbox, code: str, request: pytest.FixtureRequest
) -> None:
    given = RunRequest(code, b"one\ntwo\n", (InputFile("a.txt", b"attached"),), ("*.txt",))
    assert shared_sandbox.stock_for(code) is Stock.LEAN
    lean = shared_sandbox.run(given)
    assert told(lean) == told(request.getfixturevalue("full").run(given))


def test_what_is_run_again_has_just_the_rest_of_its_time(shared_sandbox: Sandbox) -> None:
    code = "import time\ntime.sleep(1.5)\n__import__('num' + 'py')\nprint('again', flush=True)\ntime.sleep(9)"
    result = shared_sandbox.run(RunRequest(code))  # its limit is 3 s
    assert result.termination_reason is TerminationReason.TIMEOUT
    assert result.duration_s < 4.4


def test_a_program_cannot_have_itself_run_more_than_twice(shared_sandbox: Sandbox) -> None:
    forged = "import random\nrandom._os.write(3, b'A' + bytes(4))\nraise SystemExit(126)"
    result = shared_sandbox.run(RunRequest(forged))
    assert (result.exit_code, result.termination_reason) == (126, TerminationReason.COMPLETED)


@pytest.mark.parametrize("program", SAME_BY_TEXT, ids=lambda program: program.name)
def test_ordinary_programs_end_the_same_in_both(
    shared_sandbox: Sandbox, program: corpus.Program, request: pytest.FixtureRequest
) -> None:
    files = tuple(InputFile(name, content) for name, content in program.files)
    given = RunRequest(program.code, program.stdin, files)
    lean = shared_sandbox.run(given)
    other = request.getfixturevalue("full").run(given)
    assert corpus.comparable(lean.stderr.decode(), Path("/nowhere")) == corpus.comparable(
        other.stderr.decode(), Path("/nowhere")
    )
    assert told(replace(lean, stderr=b"")) == told(replace(other, stderr=b""))


@pytest.mark.parametrize(
    ("variables", "spares"),
    [
        ({}, 5),
        ({"SANDBOX_MAX_CONCURRENCY": "1"}, 1),
        ({"SANDBOX_MAX_CONCURRENCY": "64"}, 8),
        ({"AWS_LAMBDA_FUNCTION_NAME": "runner"}, 2),
    ],
)
def test_there_are_as_many_spares_as_runs_at_a_time(tmp_path: Path, variables: dict[str, str], spares: int) -> None:
    settings = make_settings(tmp_path, **variables)
    assert Pool(settings, Stock.LEAN, frozenset(), 0, trace=False).wanted_spares == spares


def test_no_two_children_share_a_slot(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    pools = [Pool(settings, stock, frozenset(), n * slots_of(settings), trace=False) for n, stock in enumerate(Stock)]
    slots = [slot for pool in pools for slot in pool._slots]
    assert len(slots) == len(set(slots)) == len(pools) * slots_of(settings)


def test_without_the_layers_that_see_every_import_there_is_no_lean_zygote(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(**without("audit_hook"))
    assert set(sandbox.zygote_pids) == {Stock.FULL}
    assert sandbox.run(RunRequest("import random\n" + LOADED)).stdout == b"True\n"


def test_what_the_zygote_has_loaded_is_immortal_and_what_a_run_makes_is_not(shared_sandbox: Sandbox) -> None:
    code = (
        "import random\ncount = random._os.sys.getrefcount\n"
        "print(count(random.Random), count(random.Random.seed.__code__.co_names), count(object()))"
    )
    for source in (code, code + "  # numpy"):
        assert shared_sandbox.run(RunRequest(source)).stdout.split()[0] == b"4294967295"
    assert sys.version_info[:2] == (3, 13)  # shared_heap.IMMORTAL is this version's


def test_on_lambda_the_first_answer_does_not_wait_for_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[str] = []
    original = Pool.wait_ready

    def wait_ready(pool: Pool) -> None:
        waited.append(pool._stock.value)
        original(pool)

    monkeypatch.setattr(Pool, "wait_ready", wait_ready)
    with run_folder() as folder:
        sandbox = Sandbox(replace(make_settings(folder), on_lambda=True))
        sandbox.start()
        try:
            assert waited == ["lean"]
            assert sandbox.healthy
            assert sandbox.run(RunRequest("print(1)")).stdout == b"1\n"
            assert "full" not in waited
            assert sandbox.run(RunRequest("import numpy\nprint(numpy.arange(2))")).stdout == b"[0 1]\n"
            assert sandbox.healthy
        finally:
            sandbox.close()
