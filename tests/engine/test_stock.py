"""The lean zygote: who is served by it, and that nobody can tell, but by the time that it takes."""

from __future__ import annotations

import ast
import encodings.aliases
import importlib.util
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pysandbox.engine.host.pool import Pool
from pysandbox.engine.host.spare import Spare
from pysandbox.engine.models import InputFile, RunRequest, RunResult, TerminationReason
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Choice, Stock, is_standard
from pysandbox.policy import load_imports

from tests.engine.honest import corpus
from tests.support import make_settings, run_folder, wait_until, without

from .conftest import MakeSandbox

LOADED = "print('num' + 'py' in random._os.sys.modules)\n"
SAME_BY_TEXT = [program for program in corpus.programs() if "object at 0x" not in program.code]
USES_FILES = re.compile(r"open\(|[Pp]ath\(|save|tofile|output\(")
"""What a program computes is the same whoever runs it; what it may do with files, depends on who."""
NAMES_LIBRARY = re.compile(r"\b(?:numpy|PIL|reportlab|fpdf)\b")
COMPUTED = {
    "called by hand": "print(__import__('num' + 'py').zeros(2))",
    "in exec": "exec('import num' + 'py as n; print(n.ones(2))')",
    "in eval": "print(eval('__imp' + 'ort__(\"num\" + \"py\")').pi)",
    "given as input": "exec(input())",
    "given as a file": "exec(open('a.txt').read())",
    "compiled": "c = compile(input(), 'x', 'exec')\nexec(c)",
    "spelled in full-width letters": "import \uff4e\uff55mpy\nprint(\uff4eumpy.arange(3))",
    "past the guard": "print(print.__self__.__import__('num' + 'py').pi)",
    "out of the builtins": "print(__builtins__.__dict__['__imp' + 'ort__']('num' + 'py').pi)",
    "out of the globals": "print(globals()['__buil' + 'tins__'].__dict__['__imp' + 'ort__']('num' + 'py').pi)",
    "by an attribute's name": "print(getattr(__builtins__, '__imp' + 'ort__')('num' + 'py').pi)",
    "by an attribute getter": (
        "import operator\nprint(operator.attrgetter('__sel' + 'f__')(print).open)\n"
        "print(operator.attrgetter('__sel' + 'f__.__imp' + 'ort__')(print)('num' + 'py').pi)"
    ),
    "in an annotation": (
        'import typing\ndef f(x: \'\\x5f_import_\\x5f("num" + "py").float64\'): ...\nprint(typing.get_type_hints(f))'
    ),
    "in a submodule": "print(__import__('P' + 'IL.Image', fromlist=['new']).new('L', (1, 1)).size)",
    "after output, input and files": (
        "print(input(), open('a.txt').read(), flush=True)\nopen('b.txt', 'w').write('new')\nprint(input())\n"
        "try:\n    print(__import__('num' + 'py').pi)\nexcept BaseException as error:\n    print(error)"
    ),
}
ABSENT = {
    "what is nowhere": "print.__self__.__import__('no_such_module')",
    "what is hidden": "print.__self__.__import__('cty' + 'pes')",
    "what is forbidden": "__import__('cs' + 'v')",
}
CODECS = sorted({*encodings.aliases.aliases.values()} - {"mbcs", "oem"})
EVERY_CODEC = f"""
import time
start = time.perf_counter()
print('begun', flush=True)
for name in {" ".join(CODECS)!r}.split():
    try:
        print(name, repr('a\xe9'.encode('_'.join(name.split('_')), 'replace')))
    except LookupError as error:
        print(name, error)
with open('out.csv', 'w', encoding='gb' + 'k') as f:
    f.write('\u5546\u54c1')
print(time.perf_counter() - start < 60)
"""


def uses_files(program: corpus.Program) -> bool:
    return bool(program.files or USES_FILES.search(program.code))


NAME_NONE = [program for program in SAME_BY_TEXT if not NAMES_LIBRARY.search(program.code)]
WITH_FILES_AND_LIBRARIES = [p for p in SAME_BY_TEXT if NAMES_LIBRARY.search(p.code) and uses_files(p)]


def told(result: RunResult) -> RunResult:
    """A result without what no two runs have in common."""
    return replace(result, duration_s=0, cpu_time_s=0, peak_memory_bytes=0)


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every program that is handed to a child."""
    given: list[str] = []
    original = Spare.send_order

    def send_order(spare: Spare, code: str) -> None:
        given.append(code)
        original(spare, code)

    monkeypatch.setattr(Spare, "send_order", send_order)
    return given


@pytest.mark.parametrize(
    ("code", "stock"),
    [
        ("print('hello')", Stock.LEAN),
        ("import math, json, datetime", Stock.LEAN),
        ("pilgrim = numpyish = 1", Stock.LEAN),
        ("class A:\n    def __init__(self): self._x = evaluate = 1\nif __name__ == '__main__': A()", Stock.LEAN),
        ("'\u00e9'.encode('gbk')", Stock.LEAN),
        ("import numpy", Stock.FULL),
        ("from PIL.Image import new", Stock.FULL),
        ("def f():\n    import fpdf", Stock.FULL),
        ("__import__('reportlab')", Stock.FULL),
    ],
)
def test_a_program_that_can_import_no_library_is_served_by_the_lean_zygote(
    shared_sandbox: Sandbox, code: str, stock: Stock
) -> None:
    assert shared_sandbox.stock_for(code) is stock
    result = shared_sandbox.run(RunRequest(f"import random\n{LOADED}if False:\n  '''{code}'''"))
    assert result.stdout.decode() == f"{stock is Stock.FULL}\n"


def test_a_module_that_is_attached_has_its_say(shared_sandbox: Sandbox) -> None:
    def stock(name: str, content: bytes) -> Stock:
        return shared_sandbox.stock_for("import helper", (InputFile(name, content),))

    assert stock("helper.py", b"x = 1") is Stock.LEAN
    assert stock("helper.py", b"import numpy") is Stock.FULL
    assert stock("helper.py", b"\xef\xbb\xbfexec('x')") is Stock.FULL
    assert stock("helper.py", b"#" * 70_000) is Stock.FULL
    assert stock("data.txt", b"import numpy") is Stock.LEAN


def test_what_operators_add_to_the_list_is_served_by_the_full_zygote(tmp_path: Path) -> None:
    extra = tmp_path / "extra.toml"
    extra.write_text('[[category]]\nname = "More"\nmodules = ["fontTools", "csv"]\n')
    choice = Choice(make_settings(tmp_path, SANDBOX_EXTRA_IMPORTS=str(extra)).imports)
    assert choice.stock("import fontTools") is Stock.FULL
    assert choice.stock("import csv") is Stock.FULL
    assert choice.stock("import math") is Stock.LEAN


@pytest.mark.parametrize("code", COMPUTED.values(), ids=COMPUTED.keys())
def test_an_import_by_a_computed_name_is_foreseen(shared_sandbox: Sandbox, orders: list[str], code: str) -> None:
    """The same in the shared sandbox as in one where every child is full."""
    stdin = b"import numpy\n" if "exec(input" in code or "compile(input" in code else b"one\ntwo\n"
    given = RunRequest(code, stdin, (InputFile("a.txt", b"import numpy"),), ("*.txt",))
    assert shared_sandbox.stock_for(code) is Stock.FULL
    result = shared_sandbox.run(given)
    assert (result.termination_reason, result.stderr) == (TerminationReason.COMPLETED, b"")
    assert orders == [code]


@pytest.mark.parametrize("code", ABSENT.values(), ids=ABSENT.keys())
def test_what_is_not_there_is_not_there_in_either(
    shared_sandbox: Sandbox, orders: list[str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = []
    for stock in (Stock.LEAN, Stock.FULL):
        monkeypatch.setattr(shared_sandbox, "stock_for", lambda *_, stock=stock: stock)
        results.append(told(shared_sandbox.run(RunRequest(code))))
    assert results[0] == results[1]
    assert orders == [code, code]


def test_every_codec_is_there_after_the_program_has_begun(
    shared_sandbox: Sandbox, orders: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shared_sandbox.stock_for(EVERY_CODEC) is Stock.LEAN
    lean = shared_sandbox.run(RunRequest(EVERY_CODEC, return_patterns=("out.csv",)))
    monkeypatch.setattr(shared_sandbox, "stock_for", lambda *_: Stock.FULL)
    full = shared_sandbox.run(RunRequest(EVERY_CODEC, return_patterns=("out.csv",)))
    assert told(lean) == told(full)
    assert lean.stdout.count(b"\n") == len(CODECS) + 2
    assert b"unknown encoding" not in lean.stdout
    assert lean.output_files[0].content == "\u5546\u54c1".encode("gbk")
    assert orders == [EVERY_CODEC] * 2


NOT_REACHED = {
    "logging": "hashlib's, where OpenSSL lacks an algorithm that it has promised",
    "email.message": "pydoc's web server",
    "zipfile": "shutil's, which is not on the list",
    "pickle": "tracemalloc's, which has a stand-in",
    "importlib.resources": "zoneinfo's, which is not on the list",
}
"""What standard modules in the lean zygote import somewhere, and the full zygote has, and the lean has not."""


def test_the_lean_zygote_has_all_that_the_standard_library_may_come_to_import(
    shared_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import random\nprint(*[n for n, m in random._os.sys.modules.items() if m is not None])"
    loaded = {}
    for stock in (Stock.LEAN, Stock.FULL):
        monkeypatch.setattr(shared_sandbox, "stock_for", lambda *_, stock=stock: stock)
        loaded[stock] = set(shared_sandbox.run(RunRequest(code)).stdout.decode().split())
    lean, full = loaded[Stock.LEAN], loaded[Stock.FULL]
    wanted = {name for module in lean if is_standard(module) for name in imported_in(module)}
    assert wanted & full - lean == set(NOT_REACHED)
    roots = {name for name in load_imports().roots if is_standard(name)}
    assert not {name for name in full - lean if name.partition(".")[0] in roots}


def imported_in(module: str) -> Iterator[str]:
    """The modules that a module's source imports, in functions too."""
    spec = importlib.util.find_spec(module)
    if spec is None or not str(spec.origin).endswith(".py"):
        return
    package = module if spec.submodule_search_locations else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(Path(str(spec.origin)).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            name = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)


def test_no_status_and_no_record_makes_a_program_run_again(shared_sandbox: Sandbox, orders: list[str]) -> None:
    for status in (125, 126, 127, 157):
        forged = f"import random\nrandom._os.write(3, b'A' + bytes(4))\nraise SystemExit({status})"
        result = shared_sandbox.run(RunRequest(forged))
        assert (result.exit_code, result.termination_reason) == (status, TerminationReason.COMPLETED)
    assert len(orders) == 4


@pytest.mark.parametrize(
    "program",
    [pytest.param(row, id=row.name, marks=() if uses_files(row) else pytest.mark.once) for row in NAME_NONE],
)
def test_ordinary_programs_end_the_same_in_both(
    shared_sandbox: Sandbox, program: corpus.Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the two their text would lead to."""
    given = RunRequest(program.code, program.stdin, tuple(InputFile(*file) for file in program.files))
    results = []
    for stock in (Stock.LEAN, Stock.FULL):
        monkeypatch.setattr(shared_sandbox, "stock_for", lambda *_, stock=stock: stock)
        result = shared_sandbox.run(given)
        assert result.termination_reason in (TerminationReason.COMPLETED, TerminationReason.EXCEPTION)
        assert (result.violation, result.blocked_imports) == (None, ())
        text = corpus.comparable(result.stderr.decode(), Path("/nowhere"))
        results.append(told(replace(result, stderr=text.encode())))
    assert results[0] == results[1]


@pytest.mark.parametrize("program", WITH_FILES_AND_LIBRARIES, ids=lambda program: program.name)
def test_allow_ordinary_programs_with_files_and_libraries(shared_sandbox: Sandbox, program: corpus.Program) -> None:
    """Whoever runs them. Beside bare CPython they are run once, with all others (`honest/test_honest_programs`)."""
    files = tuple(InputFile(*file) for file in program.files)
    assert shared_sandbox.stock_for(program.code, files) is Stock.FULL
    result = shared_sandbox.run(RunRequest(program.code, program.stdin, files))
    assert result.termination_reason in (TerminationReason.COMPLETED, TerminationReason.EXCEPTION)
    assert (result.violation, result.blocked_imports) == (None, ())


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


def test_by_default_no_program_waits_for_a_zygote(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(SANDBOX_WARM_STOCKS="")
    assert None not in sandbox.zygote_pids.values()
    assert sandbox.wanted_spares == 2 * 5


def test_no_spare_is_wanted_of_a_stock_that_no_program_has_needed(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(SANDBOX_WARM_STOCKS="lean", SANDBOX_MAX_CONCURRENCY="2")
    wait_until(lambda: sandbox.ready_spares == 2)
    assert sandbox.wanted_spares == 2
    assert sandbox.run(RunRequest("import numpy\nprint(1)")).stdout == b"1\n"
    assert sandbox.wanted_spares == 4
    wait_until(lambda: sandbox.ready_spares == 4)


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
        waited.append(pool.stock.value)
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
