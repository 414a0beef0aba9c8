"""What the host does in the background survives whatever is raised in it, and messages that are cut short."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pysandbox.engine.files import run_directory
from pysandbox.engine.files.descriptors import CutShortError, NothingYetError, receive
from pysandbox.engine.host.background import Backlog, Supervised
from pysandbox.engine.host.pool import FDS_OF_A_POOL, FDS_OF_A_SPARE, Pool, slots_of
from pysandbox.engine.host.spares import Spares
from pysandbox.engine.host.zygote_control import FDS_OF_A_CHILD, NoChildError, ZygoteBrokenError, ZygoteControl
from pysandbox.engine.host.zygote_keeper import ZygoteKeeper
from pysandbox.engine.host.zygote_process import Order, ZygoteProcess
from pysandbox.engine.models import InputFile, RunRequest
from pysandbox.engine.sandbox import Sandbox, most_descriptors
from pysandbox.engine.stock import Stock
from pysandbox.errors import EngineError

from scripts.proc import descendants
from tests.support import is_at_rest, make_settings, run_folder, started_sandbox, wait_until

from .conftest import MakeSandbox

RAISED = [
    OSError(24, "Too many open files"),
    MemoryError(),
    RuntimeError("a fault"),
    KeyboardInterrupt(),
    SystemExit(1),
]


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.fixture(scope="module")
def lasting() -> Iterator[Sandbox]:
    """One sandbox for all that is raised in its keeper: each time it must come back for the next."""
    with started_sandbox(SANDBOX_MAX_CONCURRENCY="1") as sandbox:
        yield sandbox


@pytest.mark.parametrize("raised", RAISED, ids=lambda error: type(error).__name__)
def test_a_thread_starts_over_whatever_is_raised_and_says_so(
    raised: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    rounds: list[str] = []
    go_on = threading.Event()

    def work() -> None:
        rounds.append(thread.trouble)
        if len(rounds) < 3:
            raise raised
        go_on.wait()

    thread = Supervised("a worker", work)
    with caplog.at_level(logging.WARNING):
        thread.start()
        wait_until(lambda: len(rounds) == 3)
    assert rounds == ["", *[f"{type(raised).__name__}: {raised}"] * 2]
    assert thread.failures == 2
    assert caplog.text.count("a worker failed and starts over") == 2
    thread.stop()
    go_on.set()
    thread.join()
    assert thread.trouble == ""


@pytest.mark.parametrize("raised", RAISED, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("where", ["start", "until lost", "dispose"])
def test_the_keeper_survives_what_is_raised_in_it(
    lasting: Sandbox, monkeypatch: pytest.MonkeyPatch, raised: BaseException, where: str
) -> None:
    sandbox, left = lasting, deque([raised])
    target, name = {
        "start": (ZygoteProcess, "_start"),
        "until lost": (ZygoteKeeper, "_until_lost"),
        "dispose": (Spares, "dispose"),
    }[where]
    original = getattr(target, name)

    def fail(*arguments: object) -> object:
        result = original(*arguments) if where == "dispose" else None
        if left:
            raise left.popleft()
        return result if where == "dispose" else original(*arguments)

    monkeypatch.setattr(target, name, fail)
    before = sandbox.zygote_pids[Stock.LEAN]
    assert before is not None
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: not left and sandbox.zygote_pids[Stock.LEAN] not in (None, before))
    wait_until(lambda: sandbox.healthy and not sandbox.troubles)
    assert sandbox.run(RunRequest("print(1)")).stdout == b"1\n"


def test_a_pool_that_had_no_room_for_a_thread_starts_once_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads, start = threading.active_count(), Supervised.start
    pool = Pool(make_settings(tmp_path), Stock.LEAN, frozenset(), 0, trace=False)
    for number in (1, 2, 3):  # the one that finds no room: the remover's, the returner's, the keeper's
        left = number

        def start_or_fail(thread: Supervised) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise EngineError("no thread")
            start(thread)

        with monkeypatch.context() as patched:
            patched.setattr(Supervised, "start", start_or_fail)
            with pytest.raises(EngineError, match="no thread"):
                pool.start()
        assert threading.active_count() == threads
    pool.start()
    try:
        pool.wait_ready()
        assert pool.healthy
    finally:
        pool.close()


def test_what_cannot_be_deleted_is_tried_again_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    left = deque([OSError(24, "Too many open files"), MemoryError()])
    original = run_directory.remove

    def fail(path: str) -> None:
        if left and path.endswith("a"):
            raise left.popleft()
        original(path)

    monkeypatch.setattr(run_directory, "remove", fail)
    with run_folder() as folder:
        for name in "ab":
            (folder / name).mkdir()
        remover = Backlog("a remover", run_directory.remove)
        remover.add(str(folder / "a"))
        remover.add(str(folder / "b"))
        wait_until(lambda: remover.trouble)
        wait_until(lambda: not list(folder.iterdir()) and not remover.trouble)
        assert not left
        remover.close()


def test_a_round_that_never_ends_well_is_tried_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    def work() -> None:
        if len(pauses) == 10:
            thread.stop()
            return
        raise OSError

    thread = Supervised("a worker", work)
    monkeypatch.setattr(thread._stopped, "wait", lambda seconds: pauses.append(seconds))
    thread.start()
    thread.join()
    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0, 5.0]


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        yield ours, theirs


class Sent:
    """A file to send descriptors of. What else is open in this process comes and goes: sandboxes work in it."""

    def __init__(self) -> None:
        self.descriptor = os.memfd_create("sent")

    def is_held(self) -> bool:
        """Whether another descriptor of it is open here."""
        own = os.fstat(self.descriptor)
        held = 0
        for name in os.listdir("/proc/self/fd"):
            with suppress(OSError):  # closed meanwhile
                held += os.path.samestat(os.fstat(int(name)), own)
        return held > 1


@pytest.fixture
def sent() -> Iterator[Sent]:
    """Nothing of it is open in the end."""
    sent = Sent()
    yield sent
    assert not sent.is_held()
    os.close(sent.descriptor)


def test_a_message_with_more_than_was_promised_is_cut_short(
    pair: tuple[socket.socket, socket.socket], sent: Sent
) -> None:
    ours, theirs = pair
    socket.send_fds(theirs, [b"{}"], [sent.descriptor] * 3)
    with pytest.raises(CutShortError):
        receive(ours.fileno(), 100, 2, 1)
    theirs.send(b"x" * 200)
    with pytest.raises(CutShortError):
        receive(ours.fileno(), 100, 2, 1)
    assert not sent.is_held()
    with pytest.raises(NothingYetError):
        receive(ours.fileno(), 100, 2, 0)


def answering(control: socket.socket) -> ZygoteProcess:
    """A zygote whose answers are the test's, with two children ordered."""
    zygote = object.__new__(ZygoteProcess)
    zygote._control, zygote.ordered = ZygoteControl(control), deque([Order(1, -1, ""), Order(2, -1, "")])
    zygote._process, zygote._on_left = None, lambda _: None
    return zygote


@pytest.mark.parametrize(
    ("message", "fds"),
    [
        (b"{}", FDS_OF_A_CHILD - 1),
        (b"{}", FDS_OF_A_CHILD + 1),
        (b"{}", 0),
        (b'{"pid": 1', FDS_OF_A_CHILD),
        (b"\xff", FDS_OF_A_CHILD),
        (b"[]", FDS_OF_A_CHILD),
        (b"x" * 70_000, FDS_OF_A_CHILD),
        (b"", 0),
    ],
)
def test_an_answer_that_is_not_whole_breaks_the_zygote_and_leaves_nothing_open(
    pair: tuple[socket.socket, socket.socket], sent: Sent, message: bytes, fds: int
) -> None:
    ours, theirs = pair
    socket.send_fds(theirs, [message], [sent.descriptor] * fds) if message else theirs.close()
    zygote = answering(ours)
    with pytest.raises(ZygoteBrokenError):
        zygote.receive()
    assert not sent.is_held()


def test_an_order_that_could_not_be_met_is_the_one_that_is_answered(
    pair: tuple[socket.socket, socket.socket], sent: Sent
) -> None:
    ours, theirs = pair
    socket.send_fds(theirs, [json.dumps({"error": "[Errno 11] no process"}).encode()], [sent.descriptor] * 2)
    zygote = answering(ours)
    with pytest.raises(NoChildError, match="no process"):
        zygote.receive()
    assert [order.slot for order in zygote.ordered] == [2]


def test_a_zygote_whose_answer_was_cut_short_is_replaced_and_no_slot_is_lost(
    make_sandbox: MakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = make_sandbox(SANDBOX_MAX_CONCURRENCY="1", SANDBOX_WARM_STOCKS="all")
    pids = sandbox.zygote_pids
    wait_until(lambda: is_at_rest(sandbox))
    before, left = (descriptors(), len(descendants())), deque([1, 2])
    original = socket.recv_fds

    def cut(*arguments: int) -> tuple[bytes, list[int], int, object]:
        data, fds, flags, address = original(*arguments)  # type: ignore[arg-type]
        if left and len(fds) == FDS_OF_A_CHILD:
            os.close(fds.pop())
            left.popleft()
            return data, fds, flags | socket.MSG_CTRUNC, address
        return data, fds, flags, address

    monkeypatch.setattr(socket, "recv_fds", cut)
    for code in ("print(1)", "import numpy\nprint(1)"):
        for _ in range(3):
            assert sandbox.run(RunRequest(code)).stdout == b"1\n"
    assert not left
    assert sandbox.zygote_pids != pids
    wait_until(lambda: is_at_rest(sandbox) and (descriptors(), len(descendants())) == before)


def test_two_files_of_one_name_are_the_engines_error_and_harm_no_other_run(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox()
    pids = sandbox.zygote_pids
    twice = (InputFile("a", b"1"), InputFile("a", b"2"))
    for _ in range(6):
        with pytest.raises(EngineError):
            sandbox.run(RunRequest("print(1)", files=twice))
    assert sandbox.run(RunRequest("print(1)")).stdout == b"1\n"
    assert sandbox.zygote_pids == pids


def test_the_descriptors_that_the_engine_needs_at_most_are_known(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, SANDBOX_MAX_CONCURRENCY="3")
    spares = 2 * slots_of(settings) * FDS_OF_A_SPARE
    assert spares + 2 * FDS_OF_A_POOL < most_descriptors(settings) < spares + 400


def test_a_busy_engine_takes_no_more_descriptors_than_that(make_sandbox: MakeSandbox) -> None:
    before = descriptors()
    sandbox: Sandbox = make_sandbox(SANDBOX_MAX_CONCURRENCY="2")
    most = 0
    threads = [
        threading.Thread(target=sandbox.run, args=(RunRequest("import numpy, time\ntime.sleep(0.5)"),))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        _ = sandbox.ready_spares
        most = max(most, descriptors())
    assert most - before <= most_descriptors(sandbox._settings)
