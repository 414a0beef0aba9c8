"""What comes back over a boundary is read or refused, and what the honest side says is always understood."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysandbox.engine.host.supervise import Observation, Stream
from pysandbox.engine.host.verdict import judge
from pysandbox.engine.models import InputFile, OutputFile, RunRequest, RunResult
from pysandbox.engine.protocol import BLOCKED, EXCEPTION, EXIT, FAILED, READY, VIOLATION, record, records
from pysandbox.errors import RunnerUnavailableError
from pysandbox.policy import load_limits
from pysandbox.runners import events
from pysandbox.runners.answer_schema import read_layers, read_result

pytestmark = pytest.mark.once

LIMITS = replace(load_limits(), max_stream_bytes=200, max_return_file_bytes=100)

any_text = st.text(st.characters(exclude_categories=()), max_size=40)
long_text = st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=5), st.integers(1, 12_000))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=10,
)

# What a child may write: whole records with any text, exceptions in their form, and bytes that are no record at all.
exceptions = st.tuples(
    st.integers(-5, 10**12).map(str) | any_text,
    st.sampled_from(["", "memory", "disk", "import:"]),
    long_text,
    long_text,
).map("\0".join)
child_records = st.one_of(
    st.tuples(st.sampled_from([READY, FAILED, BLOCKED, EXCEPTION, VIOLATION, EXIT, b"?"]), any_text | long_text),
    st.tuples(st.just(EXCEPTION), exceptions),
).map(lambda row: record(*row))
reports = st.lists(child_records | st.binary(max_size=20), max_size=6).map(b"".join)
statuses = st.integers(0, 255).map(lambda code: code << 8) | st.sampled_from([1, 6, 9, 11, 24, 31, 64, 139])
files = st.builds(
    lambda name, content: OutputFile(name, content) if content is not None else OutputFile(name, error="no"),
    st.text(st.characters(exclude_categories=()), min_size=1, max_size=200),
    st.none() | st.binary(max_size=100),
)


@st.composite
def results(draw: st.DrawFn) -> RunResult:
    """What the host may judge a run to have been, whatever the child wrote and however it ended."""
    seen = Observation(Stream(200), Stream(200), Stream(64 * 1024), wait_status=draw(statuses))
    seen.stdout.add(draw(st.binary(max_size=300)))
    seen.stderr.add(draw(st.binary(max_size=300)))
    seen.records.add(draw(reports))
    seen.duration_s, seen.cpu_time_s = draw(st.floats(0, 900)), draw(st.floats(0, 10_000))
    seen.peak_rss_bytes = draw(st.integers(0, 1 << 40))
    seen.timed_out, seen.over_output, seen.over_disk = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    return judge(seen, LIMITS, draw(st.integers(0, 1 << 30)), draw(st.booleans()), tuple(draw(st.lists(files))))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(results())
def test_whatever_a_child_reports_the_runners_answer_is_one_that_is_read(result: RunResult) -> None:
    answer = json.dumps(events.encode_result(result)).encode()
    read = read_result(answer, LIMITS)
    assert (read.exit_code, read.termination_reason) == (result.exit_code, result.termination_reason)
    assert (read.stdout, read.stderr) == (result.stdout, result.stderr)
    assert [file.content for file in read.output_files] == [file.content for file in result.output_files]
    assert (read.violation is None) == (result.violation is None)
    assert json.dumps(events.encode_result(read)).encode() == answer


@settings(max_examples=400, deadline=None, derandomize=True)
@given(reports)
def test_the_records_of_a_child_are_cut_and_never_invented(data: bytes) -> None:
    read = list(records(data))
    assert b"".join(tag for tag, _ in read) == b"".join(data[at : at + 1] for at in _starts(data, len(read)))
    assert sum(5 for _ in read) <= len(data)


def _starts(data: bytes, count: int) -> list[int]:
    starts, at = [], 0
    for _ in range(count):
        starts.append(at)
        at += 5 + int.from_bytes(data[at + 1 : at + 5])
    return starts


def is_within_bounds(result: RunResult) -> bool:
    sizes = [len(result.stdout), len(result.stderr)]
    contents = [len(file.content or b"") for file in result.output_files]
    return max(sizes) <= LIMITS.max_stream_bytes and max(contents, default=0) <= LIMITS.max_return_file_bytes


def read_or_refused(read: Callable[[], RunResult]) -> None:
    try:
        result = read()
    except RunnerUnavailableError:
        return
    assert is_within_bounds(result)
    json.dumps(events.encode_result(result)).encode("utf-8")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_of_a_runner_are_an_answer_or_refused(payload: bytes) -> None:
    read_or_refused(lambda: read_result(payload, LIMITS))
    try:
        read_layers(payload)
    except RunnerUnavailableError:
        return
    raise AssertionError("nothing that is made at random is a description of layers")


@settings(max_examples=600, deadline=None, derandomize=True)
@given(results(), st.data())
def test_an_answer_with_one_part_changed_is_read_or_refused(result: RunResult, data: st.DataObject) -> None:
    answer = events.encode_result(result)
    holder: Any = answer
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = data.draw(st.sampled_from(keys))
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        holder = inner
    if isinstance(holder, dict) and data.draw(st.booleans()):
        holder[data.draw(any_text)] = holder.pop(key)
    else:
        holder[key] = data.draw(json_values | long_text)
    read_or_refused(lambda: read_result(json.dumps(answer).encode(), LIMITS))


requests = st.builds(
    RunRequest,
    st.text(max_size=50),
    st.binary(max_size=50),
    st.lists(st.builds(InputFile, st.text(max_size=9), st.binary(max_size=50)), max_size=2).map(tuple),
    st.lists(st.text(max_size=9), max_size=3).map(tuple),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(requests)
def test_a_request_comes_through_an_event_unchanged(request: RunRequest) -> None:
    assert events.decode_request(json.loads(json.dumps(events.encode_request(request)))) == request


@settings(max_examples=400, deadline=None, derandomize=True)
@given(requests, st.sampled_from(["code", "stdin_base64", "files", "return_patterns"]), json_values)
def test_an_event_with_one_part_changed_is_read_or_refused(request: RunRequest, key: str, value: Any) -> None:
    event = events.encode_request(request) | {key: value}
    try:
        read = events.decode_request(event)
    except events.EventError:
        return
    assert {**events.encode_request(read), "files": None} == {**event, "files": None}
    assert len(read.files) == len(event["files"])
