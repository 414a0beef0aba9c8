"""What an operator's rows do while the libraries load, and how one that cannot work is told of."""

from __future__ import annotations

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.errors import EngineError

from tests.engine.test_operators_libraries import POLICY, Operator, kept, operator
from tests.support import started_sandbox, without

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
STAND_IN = '[[stand_in]]\nmodule = "ctypes"\nany = true\nreason = "It asks for it."\n'
FAILS = '[[{}]]\ncode = "1 / 0"\nreason = "None."\n'


def test_what_is_rehearsed_is_adapted_and_nothing_of_it_is_seen(operator: Operator) -> None:
    operator.write(POLICY + REHEARSE)
    layers = without("import_guard", "audit_hook", "closed_world")
    with started_sandbox(**layers, **operator.variables) as sandbox:
        result = sandbox.run(RunRequest(SEES))
    assert (result.stdout, result.stderr) == (b"[True, False] False 42 True\n", b"")


@pytest.mark.parametrize(
    ("policy", "source", "says"),
    [
        (FAILS.format("warm"), "", "policy.toml: a row of [[warm]] fails (1 / 0 …): ZeroDivisionError"),
        (FAILS.format("rehearse"), "", "policy.toml: a row of [[rehearse]] fails (1 / 0 …): ZeroDivisionError"),
        (STAND_IN, "import ctypes; ctypes.x & 1", "line 2: tiny cannot be imported: "),
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
