"""Streams of bytes through the connections' protocol: `python -m tests.fuzz.fuzz_framing [--runs N] [--seed S]`.

Whatever comes, and in whatever pieces: no exception escapes, nothing is left behind, no request is found that
`framing_reference` does not find, and the steps of our own code (lines run and calls made in `api/http`) have a bound
for each byte and each read. Prints the dearest streams. The same seed gives the same streams.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from pysandbox.api.http.front import SCRATCH_BYTES
from pysandbox.policy import load_limits
from pysandbox.settings import Settings, load_settings

from tests.fuzz.framing_harness import MAX_BODY_BYTES, Harness, Outcome, Steps
from tests.fuzz.framing_reference import Read, read_stream
from tests.fuzz.framing_streams import Stream, streams

MAX_HEAD_BYTES = 4096
"""Smaller than the service's, so that a short stream gets beyond it."""

STEPS_PER_BYTE = 20
STEPS_PER_REQUEST = 600
STEPS_PER_READ = 160
STEPS_PER_CONNECTION = 1500
"""Bounds: between one and a half times and twice what the dearest streams cost."""

SHORTEST_REQUEST_BYTES = len(b"GET / HTTP/1.1\r\n\r\n")
MOST_STEPS_PER_BYTE = STEPS_PER_BYTE + STEPS_PER_REQUEST / SHORTEST_REQUEST_BYTES

SHORT_BYTES = 3000
"""Longer streams do not come byte by byte, which would take seconds."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One stream on one connection, and what it took."""

    ratio: float
    """Steps for each byte, or for each read."""
    kind: str
    content: bytes

    def __str__(self) -> str:
        shown = self.content if len(self.content) <= 160 else self.content[:120] + b" ... " + self.content[-30:]
        return f"{self.ratio:.1f} ({self.kind}, {len(self.content)} bytes): {shown!r}"


@dataclass(slots=True)
class Report:
    """What a fuzz has seen."""

    streams: int = 0
    connections: int = 0
    requests: int = 0
    refused: int = 0
    byte_costs: dict[str, Cost] = field(default_factory=dict)
    """The dearest of each kind, in reads as large as they can be, beyond what every connection costs."""
    read_costs: dict[str, Cost] = field(default_factory=dict)
    """The same byte by byte."""

    @property
    def worst_byte(self) -> Cost:
        """The highest number of steps for one byte."""
        return max(self.byte_costs.values(), key=lambda cost: cost.ratio)

    @property
    def worst_read(self) -> Cost:
        """The highest number of steps for one read of one byte."""
        return max(self.read_costs.values(), key=lambda cost: cost.ratio)

    def lines(self) -> Iterator[str]:
        """For people."""
        seen = f"{self.streams} streams, {self.connections} connections, {self.requests} requests"
        yield f"{seen}, {self.refused} refused"
        yield "steps a byte, in reads of 64 KiB; the dearest of each kind:"
        yield from (f"  {cost}" for cost in sorted(self.byte_costs.values(), key=lambda cost: -cost.ratio))
        yield "steps a read, byte by byte; the dearest of each kind:"
        yield from (f"  {cost}" for cost in sorted(self.read_costs.values(), key=lambda cost: -cost.ratio))


def service_settings(guest: Path) -> Settings:
    """Settings of a service whose bounds a short stream gets beyond; `guest` is a folder that stays empty."""
    settings = load_settings({"SANDBOX_GUEST_LIBRARIES": str(guest)})
    limits = replace(load_limits({}), max_head_bytes=MAX_HEAD_BYTES, max_body_bytes=MAX_BODY_BYTES)
    return replace(settings, limits=limits)


def fuzz(settings: Settings, runs: int, seed: int) -> Report:
    """Send `runs` streams, each over several connections. Raises AssertionError, with the stream, at a fault."""
    with Steps() as steps:
        takers = [Harness(settings, steps, takes_bodies=taking) for taking in (True, False)]
        return asyncio.run(_fuzz(takers, runs, seed))


async def _fuzz(takers: list[Harness], runs: int, seed: int) -> Report:
    rng = random.Random(seed)
    report = Report()
    for stream in islice(streams(rng, MAX_HEAD_BYTES), runs):
        report.streams += 1
        for taking, harness in zip((True, False), takers, strict=True):
            for step in _steps(rng, len(stream.content)):
                try:
                    outcome = await harness.connect(_pieces(rng, stream.content, step))
                    _judge(stream, outcome, taking=taking)
                    _weigh(report, stream, outcome, step)
                except Exception as error:
                    how = f"{stream.kind}, in pieces of {step or 'any size'}, bodies taken: {taking}"
                    raise AssertionError(f"{error!r}\n{how}\n{stream.content[:2000]!r}") from error
                report.connections += 1
                report.requests += len(outcome.requests)
                report.refused += 400 in outcome.statuses
    return report


def _steps(rng: random.Random, size: int) -> list[int]:
    """Sizes of the pieces that a stream comes in; 0: of many sizes."""
    return [SCRATCH_BYTES, 1 if size <= SHORT_BYTES else rng.randrange(64, 4096), 0]


def _pieces(rng: random.Random, content: bytes, step: int) -> Iterator[bytes]:
    at, longest = 0, max(2, len(content) // 10)
    while at < len(content):
        size = step or rng.choice([1, 2, 3, rng.randrange(1, longest)])
        if not step and len(content) > SHORT_BYTES:
            size += 50
        yield content[at : at + size]
        at += size


def _judge(stream: Stream, outcome: Outcome, *, taking: bool) -> None:
    reading = read_stream(stream.content, MAX_HEAD_BYTES, MAX_BODY_BYTES)
    found, expected = outcome.requests, reading.requests
    assert len(found) <= len(expected), f"requests that are none: {found[len(expected) :]}"
    for one, other in zip(found, expected, strict=False):
        assert (one.method, _comparable(one)) == (other.method, _comparable(other)), "a request begins elsewhere"
        if taking:
            assert one.body is None or one.body == other.body, "a body is another"
    if reading.end != "waits" or len(found) < len(expected):
        assert outcome.ended, "a connection goes on after what nobody can read on from"
    if taking and stream.plain:
        assert found == expected, f"a well-formed stream is not answered: {len(found)} of {len(expected)}"
        assert outcome.statuses == [200] * len(expected)
    answers = [status for status in outcome.statuses if status != 400]
    assert len(answers) <= len(found), "more answers than requests"
    assert outcome.statuses.count(400) <= 1
    assert 400 not in outcome.statuses[:-1], "something was answered after a refusal"


def _comparable(request: Read) -> bytes:
    """The target, as an application is told it: without a fragment, and without scheme and authority."""
    target = request.target.partition(b"#")[0]
    return target if target.startswith(b"/") and not target.startswith(b"//") else b""


def _weigh(report: Report, stream: Stream, outcome: Outcome, step: int) -> None:
    size, requests = outcome.bytes, len(outcome.requests)
    bound = STEPS_PER_CONNECTION + STEPS_PER_REQUEST * requests + STEPS_PER_BYTE * size + STEPS_PER_READ * outcome.reads
    assert outcome.steps <= bound, f"{outcome.steps} steps for {size} bytes, {requests} requests, {outcome.reads} reads"
    beyond = max(0, outcome.steps - STEPS_PER_CONNECTION)
    if step == SCRATCH_BYTES and size:
        _keep(report.byte_costs, Cost(beyond / size, stream.kind, stream.content))
    elif step == 1:
        _keep(report.read_costs, Cost(beyond / max(1, outcome.reads), stream.kind, stream.content))


def _keep(costs: dict[str, Cost], cost: Cost) -> None:
    if cost.kind not in costs or costs[cost.kind].ratio < cost.ratio:
        costs[cost.kind] = cost


def main() -> None:
    """Fuzz, and say what was dearest; a fault ends it with the stream that shows it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000, help="streams")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pysandbox-framing-") as guest:
        report = fuzz(service_settings(Path(guest)), options.runs, options.seed)
    print(*report.lines(), sep="\n")


if __name__ == "__main__":
    main()
