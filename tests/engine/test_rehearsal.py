"""A spare has run a line before it waits: it pays, and no program sees anything of it."""

from __future__ import annotations

import pytest
from pysandbox.engine.host import boot
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.errors import RequiredLayerError

from tests.support import make_settings, run_folder, started_sandbox, without

LANGUAGE_OFF = without("import_guard", "audit_hook", "closed_world")
SEES = """
import gc, sys, warnings, threading, io, itertools, linecache, builtins
count = gc.get_count()
print(count[0])
print(count[1:], gc.get_stats(), gc.isenabled(), gc.get_threshold(), len(gc.garbage))
print(sys.flags, sys.argv, sys.getrecursionlimit(), sys.getswitchinterval(), sys.getprofile(), sys.gettrace())
print(sorted(sys.modules))
print(warnings.filters, warnings.defaultaction, getattr(warnings, 'onceregistry', None))
print(sorted(vars(sys.modules['__main__'])), sorted(linecache.cache), sorted(vars(builtins)))
print([sorted(vars(m).get('__warningregistry__', {})) for m in sys.modules.values() if m])
print(sys.exc_info(), sys.getrefcount(sys.stdout), threading.active_count(), [t.name for t in threading.enumerate()])
print([(s.line_buffering, s.write_through, s.buffer.raw.name, s.closed) for s in (sys.stdout, sys.stderr)])
print(hasattr(builtins, '_'), hasattr(sys, 'last_exc'))
"""


def test_a_program_sees_the_same_with_it_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for line in (boot.REHEARSAL, ""):
        monkeypatch.setattr(boot, "REHEARSAL", line)
        with started_sandbox(**LANGUAGE_OFF) as sandbox:
            results = [sandbox.run(RunRequest(start + SEES)) for start in ("", "import numpy\n")]
            assert [result.exit_code for result in results] == [0, 0], results[0].stderr.decode()
            seen.append([result.stdout.decode().splitlines() for result in results])
    for with_it, without_it in zip(*seen, strict=True):
        assert abs(int(with_it.pop(0)) - int(without_it.pop(0))) < 16  # tuples that wait to be used again were counted
        assert with_it == without_it


def test_its_output_goes_nowhere(shared_sandbox: Sandbox) -> None:
    for _ in range(2):
        result = shared_sandbox.run(RunRequest("pass"))
        assert (result.stdout, result.stderr) == (b"", b"")


@pytest.mark.parametrize("line", ["for _ in range(2 * 10**6): pass\n", "held = bytearray(64 * 2**20)\n"])
def test_what_it_takes_is_not_the_programs(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """A heavy line in the place of the light one would show in the figures of an empty program."""
    monkeypatch.setattr(boot, "REHEARSAL", line)
    with started_sandbox() as sandbox:
        result = sandbox.run(RunRequest("pass"))
        assert result.cpu_time_s < 0.04
        assert result.peak_memory_bytes < 8 * 2**20


@pytest.mark.parametrize("line", ["raise SystemExit(0)\n"])
def test_a_line_that_fails_ends_the_child_and_not_the_zygote(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr(boot, "REHEARSAL", line)
    with run_folder() as folder:
        sandbox = Sandbox(make_settings(folder))
        with pytest.raises(RequiredLayerError, match="do not hold"):
            sandbox.start()
        sandbox.close()
