"""Whatever becomes of one child, and whatever it is asked for: the zygote goes on serving."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator

import pytest
from pysandbox.engine.host.supervise import Watch
from pysandbox.engine.host.zygote_process import ZygoteProcess
from pysandbox.errors import EngineError
from pysandbox.settings import Settings

from scripts.proc import descendants
from tests.support import EXPECTED_LAYERS, make_settings, only, run_folder

LACKS = ("Too many open files", "Too many references")
"""EMFILE, and ETOOMANYREFS: all of a user's descriptors that are under way count as one process's (unix(7))."""
# A process that is not dumpable would hide its descriptors from the test.
LAYERS = {"mounts": EXPECTED_LAYERS - {"nondumpable"}, "no mounts": frozenset({"rlimits"})}


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    with run_folder() as folder:
        yield make_settings(folder, **only())


@pytest.fixture(params=LAYERS, scope="module")
def zygote(request: pytest.FixtureRequest, settings: Settings) -> Iterator[ZygoteProcess]:
    started = ZygoteProcess(settings, LAYERS[request.param])
    yield started
    started.close()


def serves(zygote: ZygoteProcess, settings: Settings) -> bool:
    """Whether it still is the same one, and its next child runs a program."""
    zygote.ordered.clear()  # of what it could not make
    spare = zygote.spawn(0)
    try:
        return bytes(Watch(spare, b"", settings.limits).run("print('served')").stdout.kept) == b"served\n"
    finally:
        spare.close()


def forker(zygote: ZygoteProcess) -> int:
    """The process that forks, when it has no child: with mounts of its own it is the child of the one outside."""
    own_mounts, deadline = zygote._own_mounts, time.monotonic() + 20
    while len(found := descendants(zygote.pid)) > own_mounts and time.monotonic() < deadline:
        time.sleep(0.01)
    (pid,) = found or [zygote.pid]
    return pid


def test_a_spare_that_is_let_go_of_takes_nothing_along(zygote: ZygoteProcess, settings: Settings) -> None:
    for _ in range(3):
        zygote.spawn(0).close()
        zygote.order(0)
        zygote.receive().close()  # while it still locks itself down
        assert serves(zygote, settings)


@pytest.mark.parametrize("message", [b"{", b"[]", b"null", b"\xff", b"{}" * 100_000, b'{"x": "'])
def test_orders_that_are_none_are_answered(zygote: ZygoteProcess, settings: Settings, message: bytes) -> None:
    zygote._control._socket.send(message)
    assert outcome(zygote).startswith("no child")
    assert serves(zygote, settings)


def outcome(zygote: ZygoteProcess) -> str:
    """What an order that was sent comes to; a child is let go of."""
    try:
        _, fds = zygote._control.receive(20.0)
    except EngineError as error:
        return str(error)
    for fd in fds:
        os.close(fd)
    return "a child"


@pytest.mark.parametrize("spare", range(1, 12))
def test_it_outlives_a_lack_of_descriptors(zygote: ZygoteProcess, settings: Settings, spare: int) -> None:
    pid = forker(zygote)
    zygote._control._socket.send(b"{")
    assert outcome(zygote).startswith("no child")  # when it answers, it has closed what was the last child's
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    open_now = len(os.listdir(f"/proc/{pid}/fd"))
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (open_now + spare, before[1]))
    try:
        zygote._control.send({"uid": 1, "own_uid": True, "directory": "/"})
        found = outcome(zygote)
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
    assert found == "a child" or any(lack in found for lack in LACKS)
    assert found != "a child" or spare > 10
    assert serves(zygote, settings)


def test_no_descriptor_stays_open_in_it(zygote: ZygoteProcess, settings: Settings) -> None:
    seen = []
    for _ in range(8):
        zygote.spawn(0).close()
        assert serves(zygote, settings)
        seen.append(len(os.listdir(f"/proc/{forker(zygote)}/fd")))
    assert seen[-1] <= min(seen) + 1  # the last one's status pipe is closed a moment after its end


def test_many_children_at_a_time_leave_each_its_own_descriptors(zygote: ZygoteProcess, settings: Settings) -> None:
    """A child is forked with every descriptor of the zygote's, and may have no more than its limit."""
    spares = []
    for slot in range(settings.limits.max_open_files):
        zygote.order(slot)
    try:
        for _ in range(settings.limits.max_open_files):
            spares.append(zygote.receive())
            spares[-1].wait_ready()
    finally:
        for spare in spares:
            spare.close()
    assert serves(zygote, settings)
