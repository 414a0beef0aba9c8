"""Places of several processes together: never one too many, and none that is lost with whoever held it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pysandbox.errors import ServerBusyError
from pysandbox.runners.concurrency import Places, SharedPlaces

HOLDER = """
import sys
from pathlib import Path
from pysandbox.runners.concurrency import SharedPlaces
places = SharedPlaces(int(sys.argv[2]), Path(sys.argv[1]))
with places.hold():
    print(places.taken, flush=True)
    sys.stdin.read()
"""

CONTENDER = """
import fcntl, sys
from pathlib import Path
from pysandbox.errors import ServerBusyError
from pysandbox.runners.concurrency import SharedPlaces

folder, capacity, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
places, counter = SharedPlaces(capacity, folder / "places"), (folder / "counter").open("r+b", 0)

def count(by):
    fcntl.flock(counter, fcntl.LOCK_EX)
    now = int(counter.read() or 0) + by
    counter.seek(0); counter.write(b"%4d" % now); counter.seek(0)
    fcntl.flock(counter, fcntl.LOCK_UN)
    return now

most = held = 0
while held < rounds:
    try:
        with places.hold():
            held += 1
            most = max(most, count(1))
            count(-1)
    except ServerBusyError:
        pass
print(most)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "places"


@pytest.fixture
def both(path: Path) -> Iterator[tuple[SharedPlaces, SharedPlaces]]:
    first, second = SharedPlaces(3, path), SharedPlaces(3, path)
    yield first, second
    first.close()
    second.close()


def test_whoever_asks_gets_what_the_others_have_left(both: tuple[SharedPlaces, SharedPlaces]) -> None:
    first, second = both
    with first.hold(), second.hold():
        assert (first.taken, second.taken) == (2, 2)
        with first.hold():
            for places in both:
                assert places.taken == 3
                with pytest.raises(ServerBusyError), places.hold():
                    pass
        with second.hold():
            assert first.taken == 3
    assert (first.taken, second.taken) == (0, 0)


def test_a_place_is_free_again_whatever_is_raised_in_it(both: tuple[SharedPlaces, SharedPlaces]) -> None:
    for places in (Places(1), *both):
        with pytest.raises(KeyError), places.hold():
            raise KeyError
        assert places.taken == 0


def test_what_is_held_in_pieces_is_counted_once(path: Path) -> None:
    first, second, third = (SharedPlaces(9, path) for _ in range(3))
    with ExitStack() as kept, ExitStack() as gone:
        for places, stack in ((first, gone), (second, kept), (first, gone), (third, kept), (first, gone)):
            stack.enter_context(places.hold())
        assert [places.taken for places in (first, second, third)] == [5] * 3
        gone.close()
        assert [places.taken for places in (first, second, third)] == [2] * 3
    for places in (first, second, third):
        assert places.taken == 0
        places.close()


def test_a_process_that_is_killed_leaves_its_place(path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(path), "1"]
    places = SharedPlaces(1, path)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"1\n"
        with pytest.raises(ServerBusyError), places.hold():
            pass
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait(30)
    with places.hold():
        assert places.taken == 1
    places.close()


def test_processes_that_contend_never_hold_more_than_there_are(tmp_path: Path) -> None:
    (tmp_path / "counter").write_bytes(b"   0")
    command = [sys.executable, "-c", CONTENDER, str(tmp_path), "2", "500"]
    contenders = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    most = [int(contender.communicate(timeout=60)[0]) for contender in contenders]
    assert max(most) <= 2
    assert [contender.returncode for contender in contenders] == [0] * 4
