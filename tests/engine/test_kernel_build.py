"""Programs learn of the host's kernel its series, and nothing of its build or the host's name, by no way."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pysandbox.engine.models import RunRequest, TerminationReason
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Stock

from tests.support import started_sandbox

WAYS = """
import json, random
os = random._os
sys = os.sys
print(os.uname(), sys.modules["posix"].uname())
kernel = "/proc/sys/kernel/"
for name in ("/proc/version", kernel + "osrelease", kernel + "version", kernel + "hostname", "/etc/hostname"):
    try:
        print(open(name).read())
    except OSError:
        pass
platform = sys.modules.get("platform")
if platform:
    ways = ("uname", "platform", "release", "version", "node", "libc_ver", "system")
    print([getattr(platform, name)() for name in ways])
    print(platform.platform(aliased=True, terse=True), platform.uname_result("a", "b", "c", "d", "e").processor)
numpy = sys.modules.get("numpy")
if numpy:
    numpy.show_runtime()
"""
EVERYWHERE = """
import random
sys = random._os.sys
needles = input().split("\\0")
modules = [(name, module) for name, module in sys.modules.items() if hasattr(module, "__dict__")]
seen, waiting = set(), [(name, vars(module)) for name, module in modules]
while waiting:
    where, value = waiting.pop()
    if id(value) in seen:
        continue
    seen.add(id(value))
    if isinstance(value, (str, bytes)):
        text = value if isinstance(value, str) else value.decode("latin-1")
        if where != "__main__.needles" and any(needle in text for needle in needles):
            print(where, ascii(text[:200]))
    elif type(value) is dict:
        waiting += [(f"{where}.{key}" if type(key) is str else where, one) for key, one in value.items()]
        waiting += [(where, key) for key in value]
    elif isinstance(value, (list, tuple, set, frozenset)) and not where.startswith("__main__"):
        waiting += [(where, one) for one in value]
print("looked at", len(seen))
"""


@pytest.fixture(scope="module")
def patient() -> Iterator[Sandbox]:
    """One that waits for a program that looks at everything."""
    with started_sandbox(SANDBOX_TIMEOUT_SECONDS="60", SANDBOX_MAX_CONCURRENCY="1") as sandbox:
        yield sandbox


@pytest.fixture(params=[Stock.FULL, Stock.LEAN])
def sandbox(request: pytest.FixtureRequest, patient: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The same, whose runs all get one stock."""
    monkeypatch.setattr(patient, "stock_for", lambda *_: request.param)
    return patient


def hidden() -> list[str]:
    told = os.uname()
    return [told.release, told.version, *([told.nodename] if len(told.nodename) > 3 else [])]


def test_every_way_to_ask(sandbox: Sandbox) -> None:
    result = sandbox.run(RunRequest(WAYS))
    assert result.termination_reason is TerminationReason.COMPLETED, result.stderr.decode()
    text = result.stdout.decode()
    assert [name for name in hidden() if name in text] == []
    series = ".".join(os.uname().release.split(".")[:2])
    assert text.count(f"release='{series}', version='#1 SMP'") >= 2
    if "numpy_version" in text:
        assert f"'Linux-{series}-{os.uname().machine}-with-glibc" in text


def test_nothing_that_is_loaded_keeps_it(sandbox: Sandbox) -> None:
    result = sandbox.run(RunRequest(EVERYWHERE, "\0".join(hidden()).encode()))
    assert result.termination_reason is TerminationReason.COMPLETED, result.stderr.decode()
    *found, last = result.stdout.decode().splitlines()
    assert int(last.rpartition(" ")[2]) > 3000
    assert found == []
