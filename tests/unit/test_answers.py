from __future__ import annotations

import json
import logging
import sys
from dataclasses import replace

import pytest
from pysandbox.api.answers.envelope import media_type, server_status
from pysandbox.api.observe.logs import JsonFormatter
from pysandbox.policy import load_limits


@pytest.mark.parametrize(("active", "load"), [(0, "normal"), (2, "normal"), (3, "high"), (4, "high"), (5, "full")])
def test_the_load_follows_the_share_of_slots(active: int, load: str) -> None:
    assert server_status(active, replace(load_limits(), max_concurrency=5))["load"] == load


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.png", "image/png"),
        ("dir/a.PDF", "application/pdf"),
        ("a.csv", "text/csv"),
        ("a.tar.gz", "application/gzip"),
        ("a.txt.bz2", "application/octet-stream"),
        ("a", "application/octet-stream"),
        ("a.unheard-of", "application/octet-stream"),
        ("http://x/a.png", "image/png"),
    ],
)
def test_the_media_type_comes_from_the_name(name: str, expected: str) -> None:
    assert media_type(name) == expected


def test_a_logged_exception_shows_its_type_and_place_and_not_its_text() -> None:
    try:
        raise ValueError("the caller's secret program")
    except ValueError:
        record = logging.LogRecord("pysandbox", logging.ERROR, "f", 1, "unhandled", (), sys.exc_info())
    line = JsonFormatter().format(record)
    fields = json.loads(line)
    assert (fields["event"], fields["level"], fields["exception"]) == ("unhandled", "error", "ValueError")
    assert "test_a_logged_exception" in fields["frames"][0]
    assert "secret" not in line
