"""The HTTP framing under streams of bytes, a bounded number of them; and that a bound that is gone is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httptools
import pytest
from pysandbox.api.http import protocol
from pysandbox.api.http.reading import chunked, head
from pysandbox.settings import Settings

from tests.fuzz.fuzz_framing import MOST_STEPS_PER_BYTE, STEPS_PER_READ, fuzz, service_settings

pytestmark = pytest.mark.once

RUNS = 250

Sabotage = Callable[[pytest.MonkeyPatch, Settings], Settings]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return service_settings(tmp_path)


def test_every_stream_is_read_in_one_way_and_in_work_that_its_bytes_pay_for(settings: Settings) -> None:
    report = fuzz(settings, RUNS, seed=1)
    print(*report.lines(), sep="\n")
    assert report.streams == RUNS
    assert report.requests > 10_000
    assert report.refused > 100
    # A counter that counts too little would show here.
    assert MOST_STEPS_PER_BYTE / 4 < report.worst_byte.ratio <= MOST_STEPS_PER_BYTE
    assert report.worst_read.ratio > STEPS_PER_READ / 4


def heads_of_any_length(_: pytest.MonkeyPatch, settings: Settings) -> Settings:
    return replace(settings, limits=replace(settings.limits, max_head_bytes=1 << 30))


def framing_without_a_bound(patch: pytest.MonkeyPatch, settings: Settings) -> Settings:
    patch.setattr(chunked, "FREE_FRAMING_BYTES", 1 << 30)
    return settings


def lines_of_any_length(patch: pytest.MonkeyPatch, settings: Settings) -> Settings:
    patch.setattr(chunked, "MAX_LINE_BYTES", 1 << 30)
    return settings


def reads_byte_by_byte(patch: pytest.MonkeyPatch, settings: Settings) -> Settings:
    whole = protocol.SandboxHttpProtocol._feed

    def feed(connection: protocol.SandboxHttpProtocol, data: bytes) -> None:
        for at in range(len(data)):
            whole(connection, data[at : at + 1])

    patch.setattr(protocol.SandboxHttpProtocol, "_feed", feed)
    return settings


def chunked_unknown(patch: pytest.MonkeyPatch, settings: Settings) -> Settings:
    patch.setattr(head, "_framing", lambda fields, _: int(dict(fields).get(b"content-length", 0)))
    return settings


def chunks_longer_than_they_say(patch: pytest.MonkeyPatch, settings: Settings) -> Settings:
    strict = chunked.ChunkedDecoder._read

    def read(decoder: chunked.ChunkedDecoder, line: bytes) -> None:
        strict(decoder, b"" if decoder._ends_chunk else line)

    patch.setattr(chunked.ChunkedDecoder, "_read", read)
    return settings


def errors_of_the_parser_escape(patch: pytest.MonkeyPatch, settings: Settings) -> Settings:
    patch.setattr(httptools, "HttpParserError", KeyError)
    return settings


def upgrades_seen(patch: pytest.MonkeyPatch, settings: Settings) -> Settings:
    patch.setattr(head, "_UPGRADE", re.compile(rb"(?!)"))
    return settings


@pytest.mark.parametrize(
    ("sabotage", "found"),
    [
        (heads_of_any_length, "requests that are none"),
        (framing_without_a_bound, "requests that are none"),
        (lines_of_any_length, "requests that are none"),
        (reads_byte_by_byte, "steps for"),
        (chunked_unknown, "a body is another"),
        (chunks_longer_than_they_say, "a body is another|requests that are none|goes on after"),
        (errors_of_the_parser_escape, "HttpParser"),
        (upgrades_seen, "a well-formed stream is not answered"),
    ],
)
def test_without_it_a_stream_is_found_that_shows_it(
    sabotage: Sabotage, found: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AssertionError, match=found):
        fuzz(sabotage(monkeypatch, settings), RUNS, seed=1)
