"""Processes in which the audit hook is armed: each is forked, looks at some events, and tells what became of them."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pysandbox.engine.layers import audit_hook
from pysandbox.engine.protocol import VIOLATION, VIOLATION_STATUS, records

from tests.native.model import ALLOWED, ENDED, REPORT_FD, Model

type Event = tuple[str, tuple[Any, ...]]


def prepare(folder: Path) -> Model:
    """Hand the package's policy over with folders below `folder`; once in a process."""
    for name in ("own", "library/inner"):
        (folder / name).mkdir(parents=True)
    (folder / "library/data.txt").write_text("data")
    (folder / "library/ünd\udcff").write_text("data")
    (folder / "own/file").write_text("own")
    policy = replace(audit_hook.load_policy(), left_out=("broken.module",))
    model = Model(policy, str(folder / "own"), (str(folder / "library") + "/",))
    audit_hook.prepare(model.policy, model.readable)
    return model


def outcome(event: str, arguments: tuple[Any, ...]) -> str:
    """What the event ends with in this process."""
    try:
        sys.audit(event, *arguments)
    except BaseException as error:  # noqa: BLE001 - its type is what is looked at
        return type(error).__name__
    return ALLOWED


def in_child(model: Model, look: Callable[[int], None]) -> tuple[int, list[bytes]]:
    """Fork, arm the hook and `look`; the child's status and what it wrote. `look` is given where to write."""
    report, reported = os.pipe()
    answers, answered = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(reported, REPORT_FD)
        audit_hook.arm(model.own, REPORT_FD)
        look(answered)
        os._exit(0)
    os.close(reported)
    os.close(answered)
    written = []
    for fd in (report, answers):
        with os.fdopen(fd, "rb") as file:
            written.append(file.read())
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), written


def outcomes(model: Model, events: Iterable[Event]) -> list[str]:
    """What each event ends with, all in one armed process; none may be one that ends it."""
    given = list(events)
    status, (_, answer) = in_child(model, lambda fd: _write_all(fd, pickle.dumps([outcome(*row) for row in given])))
    assert status == 0, status
    found: list[str] = pickle.loads(answer)  # nosec B301 - from our own child
    return found


def ending(model: Model, event: str) -> str:
    """What an event ends with that may end the process: then the host must have been told which."""
    status, (report, _) = in_child(model, lambda _: os._exit(3 if outcome(event, ()) == ALLOWED else 4))
    if status == VIOLATION_STATUS:
        assert list(records(report)) == [(VIOLATION, event.encode()[:512].decode("utf-8", "replace"))]
        return ENDED
    return {3: ALLOWED, 4: "refused"}[status]


def _write_all(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]
