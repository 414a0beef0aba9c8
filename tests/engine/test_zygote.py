"""The zygote's life: it is replaced when it dies, loses no run but those it was running, and leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pysandbox.engine.host.spare import Spare
from pysandbox.engine.host.supervise import ZygoteLostError
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Stock

from scripts.proc import descendants
from tests.support import run_folder, wait_until

from .conftest import MakeSandbox

ROOT = Path(__file__).parents[2]


@pytest.fixture
def others() -> set[int]:
    """The processes below this one that are not the test's: another sandbox may be up."""
    return set(descendants())


def zygote_of(sandbox: Sandbox, stock: Stock = Stock.LEAN) -> int:
    """The process that the host started."""
    pid = sandbox.zygote_pids[stock]
    assert pid is not None
    return pid


@pytest.mark.parametrize(("stock", "code", "times"), [(Stock.LEAN, "", 3), (Stock.FULL, "import numpy\n", 1)])
def test_a_killed_zygote_is_replaced(make_sandbox: MakeSandbox, stock: Stock, code: str, times: int) -> None:
    sandbox = make_sandbox(SANDBOX_WARM_STOCKS=stock.value)
    for _ in range(times):
        killed = zygote_of(sandbox, stock)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda killed=killed: sandbox.zygote_pids[stock] not in (None, killed))
        assert sandbox.run(RunRequest(code + "print('served')")).stdout == b"served\n"
    assert sandbox.healthy


def test_a_run_that_its_zygote_took_with_it_is_not_run_again(
    make_sandbox: MakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = make_sandbox()
    begun: list[str] = []
    original = Spare.send_order

    def send_order(spare: Spare, code: str) -> None:
        original(spare, code)
        os.set_blocking(spare.stdout, True)
        assert os.read(spare.stdout, 100) == b"begun\n"
        begun.append(code)

    monkeypatch.setattr(Spare, "send_order", send_order)
    zygote = zygote_of(sandbox)
    lost = {zygote, *descendants(zygote)}
    code = "import time\nprint('begun', flush=True)\ntime.sleep(2)\nprint('done')"
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(sandbox.run, RunRequest(code)) for _ in range(2)]
        wait_until(lambda: begun.count(code) == 2)
        os.kill(zygote, signal.SIGKILL)
        for run in runs:
            with pytest.raises(ZygoteLostError):
                run.result()
    wait_until(lambda: not lost & set(descendants()))
    assert begun == [code, code]


def test_a_child_that_ended_before_it_read_its_order_gives_way_to_another(
    make_sandbox: MakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = make_sandbox()
    original, sent = Spare.send_order, []

    def send_order(spare: Spare, code: str) -> None:
        sent.append(spare.slot)
        if len(sent) > 2:
            original(spare, code)
            return
        signal.pidfd_send_signal(spare.pidfd, signal.SIGSTOP)
        original(spare, code)  # into the socket, and no further
        signal.pidfd_send_signal(spare.pidfd, signal.SIGKILL)

    monkeypatch.setattr(Spare, "send_order", send_order)
    assert sandbox.run(RunRequest("print(1)")).stdout == b"1\n"
    assert len(sent) == 3


def test_many_runs_at_once_get_their_own_answers(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox()
    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(lambda n: sandbox.run(RunRequest(f"print({n} ** 2)")).stdout, range(60)))
    assert results == [b"%d\n" % n**2 for n in range(60)]


def test_closing_leaves_no_process_and_no_descriptor(make_sandbox: MakeSandbox, others: set[int]) -> None:
    before = set(os.listdir("/proc/self/fd"))
    sandbox = make_sandbox()
    sandbox.run(RunRequest("print(1)"))
    sandbox.close()
    assert set(descendants()) <= others
    assert set(os.listdir("/proc/self/fd")) == before


def test_runs_do_not_use_up_descriptors(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(SANDBOX_MAX_CONCURRENCY="1")
    sandbox.run(RunRequest("1"))
    wait_until(lambda: sandbox.ready_spares == sandbox.wanted_spares)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(30):
        sandbox.run(RunRequest("1"))
    # The last spares are given back behind the answers of their runs.
    wait_until(
        lambda: sandbox.ready_spares == sandbox.wanted_spares and len(os.listdir("/proc/self/fd")) <= before,
        within_s=20,
    )


def test_everything_ends_when_the_host_is_killed() -> None:
    program = textwrap.dedent("""
        import sys, threading
        from pathlib import Path
        from tests.support import make_settings
        from pysandbox.engine.sandbox import Sandbox
        sandbox = Sandbox(make_settings(Path(sys.argv[1])))
        sandbox.start()
        print("started", flush=True)
        threading.Event().wait()
    """)
    with run_folder() as folder:
        host = subprocess.Popen(
            [sys.executable, "-c", program, str(folder)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
        )
        assert host.stdout is not None
        assert host.stdout.readline() == b"started\n"
        children = set(descendants(host.pid))
        assert len(children) >= 2
        host.kill()
        host.wait()
        host.stdout.close()
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
        for path in list(folder.iterdir()):  # a killed host cannot tidy up: its folder holds nothing of a run's
            assert [inner.name for inner in path.iterdir()] == ["root"]
            (path / "root").rmdir()
            path.rmdir()
