"""The engine's own break-down of a run: complete when it is on, nothing at all when it is off."""

from __future__ import annotations

import re

import pytest
from pysandbox.engine import trace
from pysandbox.engine.host import spare as spare_module
from pysandbox.engine.host import supervise
from pysandbox.engine.models import RunRequest
from pysandbox.engine.protocol import READY, STATUS, records
from pysandbox.engine.sandbox import Sandbox

from tests.support import make_settings, run_folder, start_checked, wait_until


def test_a_traced_run_tells_each_step_in_order() -> None:
    told: list[trace.Marks] = []
    with run_folder() as folder:
        sandbox = Sandbox(make_settings(folder), told.append)
        start_checked(sandbox)
        try:
            wait_until(lambda: sandbox.ready_spares == sandbox.wanted_spares)  # else it is asked to run before it waits
            sandbox.run(RunRequest("print(1)"))
        finally:
            sandbox.close()
    (marks,) = told
    names = [name for name, _ in marks]
    expected = ["asked", "forked", "attached", "filtered", "hooked", "asked to run", "order read", "ran", "ended"]
    assert [name for name in names if name in expected] == expected
    assert names[-1] == "judged"
    assert [at for _, at in marks] == sorted(at for _, at in marks)


def test_an_untraced_run_sends_not_a_byte_more(shared_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[bytes, str]] = []
    statuses: list[int] = []

    def watched(data: bytes) -> object:
        found = list(records(data))
        seen.extend(found)
        return iter(found)

    class Watch(supervise.Watch):
        def run(self, code: str) -> supervise.Observation:
            observation = super().run(code)
            statuses.append(len(self._status))
            assert observation.marks == []
            assert bytes(observation.records.kept) == b""
            return observation

    monkeypatch.setattr(spare_module, "records", watched)
    monkeypatch.setattr("pysandbox.engine.sandbox.Watch", Watch)
    for _ in range(2 * shared_sandbox.wanted_spares):  # until a spare was made under watch
        shared_sandbox.run(RunRequest("print(1)"))
    assert set(statuses) == {STATUS.size}
    told = {text for tag, text in seen if tag == READY}
    assert all(re.fullmatch(r"\d\.\d{6} ", text) for text in told), told


def test_the_mark_that_is_not_taken_is_a_function_without_a_state() -> None:
    mark, told = trace.take(on=False)
    assert (mark, told) == (trace.off, trace.nothing)
    mark("x")
    assert told() == ""
