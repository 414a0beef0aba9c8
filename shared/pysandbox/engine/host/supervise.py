"""Watching one run: feed stdin, keep the output within its bounds, end it at its limits, and judge how it ended.

The verdict comes from what the host sees: its own deadline flag, its own counters and the wait status. After the
deadline the child is killed and the pipes are drained without blocking; their end is never waited for, because a
grandchild could hold them open.
"""

from __future__ import annotations

import os
import select
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from ...errors import EngineError
from ...policy import Limits
from .. import trace
from ..files import kept_output
from ..files.disk_use import DiskUse
from ..protocol import MAX_RECORDS_BYTES, STATUS, TRACE, records
from .spare import Spare, SpareGoneError

CHUNK_BYTES = 256 * 1024
DISK_SAMPLE_S = 0.05
DEATH_TIMEOUT_S = 5.0


class ZygoteLostError(EngineError):
    """The zygote ended during the run, and the run with it: what it did is not known, and it is not run again."""


@dataclass(slots=True)
class Stream:
    """What is kept of a stream, and how much there was."""

    limit_bytes: int
    kept: bytearray = field(default_factory=bytearray)
    total_bytes: int = 0

    def add(self, data: bytes) -> None:
        self.total_bytes += len(data)
        self.kept += data[: max(self.limit_bytes - len(self.kept), 0)]

    @property
    def truncated(self) -> bool:
        return self.total_bytes > len(self.kept)


@dataclass(slots=True)
class Observation:
    """All that the host saw of one run."""

    stdout: Stream
    stderr: Stream
    records: Stream
    wait_status: int = 0
    duration_s: float = 0.0
    cpu_time_s: float = 0.0
    peak_rss_bytes: int = 0
    timed_out: bool = False
    over_output: bool = False
    over_disk: bool = False
    out_of_memory: bool = False
    """Whether the program was refused memory, at any time: noted below Python (`native/memory.c`)."""
    marks: trace.Marks = field(default_factory=list)
    """Of the child and the zygote; empty when tracing is off."""


class Watch:
    """One run's poll loop."""

    def __init__(self, spare: Spare, stdin: bytes, limits: Limits, timeout_s: float | None = None) -> None:
        """Nothing is ordered yet; call `run`. `timeout_s`: how much time it has, at most the limits'; None: that."""
        self._timeout_s = min(limits.timeout_s if timeout_s is None else timeout_s, limits.timeout_s)
        self._spare = spare
        self._limits = limits
        self._stdin = memoryview(stdin)
        self._poller = select.poll()
        kept = limits.max_stream_bytes
        self.seen = Observation(Stream(kept), Stream(kept), Stream(MAX_RECORDS_BYTES))
        self._streams = {
            spare.stdout: self.seen.stdout,
            spare.stderr: self.seen.stderr,
            spare.report: self.seen.records,
        }
        self._status = b""
        self._killed = False
        self._unread = False
        self._disk: DiskUse | None = None

    def run(self, code: str) -> Observation:
        """Give the order and watch until the run is over.

        Raises:
            SpareGoneError: the child was gone before it was given the order.
            ZygoteLostError: the zygote died meanwhile.
            EngineError: the run could not be ended.
        """
        for fd in (*self._streams, self._spare.status):
            self._poller.register(fd, select.POLLIN)
        self._feed()
        with ExitStack() as stack:
            if self._spare.own_folder:
                self._disk = DiskUse(self._spare.directory, self._spare.pidfd, self._limits.max_disk_files)
                stack.callback(self._disk.close)
            start = time.perf_counter()
            self._spare.send_order(code)
            self._until_dead(start, start + self._timeout_s)
        self.seen.duration_s = time.perf_counter() - start
        if len(self._status) < STATUS.size:
            self._outlive()
        for fd in self._streams:
            self._drain(fd)
        self._take_left_over()
        self._judge_status()
        return self.seen

    def _until_dead(self, start: float, deadline: float) -> None:
        sample = start + DISK_SAMPLE_S if self._disk else deadline + DEATH_TIMEOUT_S
        last = deadline + DEATH_TIMEOUT_S
        while True:
            now = time.perf_counter()
            if not self._killed and now >= deadline:
                self.seen.timed_out = True
                self._kill()
            if now >= last:
                raise EngineError("a killed run did not end")
            if now >= sample:
                self._check_disk()
                sample = time.perf_counter() + DISK_SAMPLE_S
            wake = min(last if self._killed else deadline, sample)
            for fd, _ in self._poller.poll(max((wake - now) * 1000, 0) + 1):
                if fd == self._spare.status:
                    self._status = os.read(fd, CHUNK_BYTES)
                    return
                if fd == self._spare.stdin:
                    self._feed()
                else:
                    self._read(fd)

    def _kill(self) -> None:
        self._killed = True
        self._spare.kill()

    def _feed(self) -> None:
        """Write what stdin takes; close it after the last byte."""
        stdin = self._spare.stdin
        try:
            while self._stdin:
                self._stdin = self._stdin[os.write(stdin, self._stdin) :]
        except BlockingIOError:
            self._poller.register(stdin, select.POLLOUT)
            return
        except BrokenPipeError:
            self._stdin = memoryview(b"")
        with suppress(KeyError):  # it took all at once and was never registered
            self._poller.unregister(stdin)
        self._spare.close_stdin()

    def _read(self, fd: int) -> bool:
        """Read once; False at the end or when nothing is there."""
        try:
            data = os.read(fd, CHUNK_BYTES)
        except BlockingIOError:
            return False
        except ConnectionResetError:  # unix_release_sock: the child closed the socket, and the order was still in it
            self._unread = True
            data = b""
        if not data:
            self._poller.unregister(fd)
            return False
        self._streams[fd].add(data)
        seen = self.seen
        written = seen.stdout.total_bytes + seen.stderr.total_bytes
        if not self._killed and written > self._limits.max_output_bytes:
            seen.over_output = True
            self._kill()
        elif not self._killed and seen.records.total_bytes > MAX_RECORDS_BYTES:
            seen.over_output = True  # only a program that forges records writes so many
            self._kill()
        return True

    def _drain(self, fd: int) -> None:
        """Take what a dead run left in its pipes: at most what a pipe or socket buffer holds."""
        try:
            for _ in range(64):
                if not self._read(fd):
                    return
        except KeyError:
            return  # it had ended before

    def _take_left_over(self) -> None:
        """What the program had printed and not yet written."""
        for index, stream in enumerate((self.seen.stdout, self.seen.stderr)):
            stream.add(kept_output.left_over(self._spare.output, index, stream.total_bytes))

    def _check_disk(self) -> None:
        if self._killed or self._disk is None:
            return
        usage = self._disk.measure()
        if usage.files > self._limits.max_disk_files or usage.size_bytes > self._limits.max_disk_bytes:
            self.seen.over_disk = True
            self._kill()

    def _outlive(self) -> None:
        """Wait for the end of a child whose zygote is gone."""
        self._kill()
        poller = select.poll()
        poller.register(self._spare.pidfd, select.POLLIN)
        poller.poll(DEATH_TIMEOUT_S * 1000)

    def _judge_status(self) -> None:
        if self._unread and not self.seen.timed_out:  # its time may be over before it has read anything
            raise SpareGoneError("a child ended before it had read its order")
        if len(self._status) < STATUS.size:
            raise ZygoteLostError("the zygote ended during a run")
        status, user_s, system_s, peak_kib, self.seen.out_of_memory = STATUS.unpack_from(self._status)
        self.seen.wait_status = status
        self.seen.cpu_time_s = max(user_s + system_s - self._spare.spent_s, 0.0)
        self.seen.peak_rss_bytes = peak_kib * 1024
        if len(self._status) > STATUS.size:
            own = [text for tag, text in records(bytes(self.seen.records.kept)) if tag == TRACE]
            told = [*own, self._status[STATUS.size :].decode()]
            self.seen.marks = [*self._spare.marks, *(row for text in told for row in trace.read(text))]
