"""The body parser under a coverage-guided fuzzer, in a process of its own, with a bounded number of inputs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

FUZZER = Path(__file__).with_name("fuzz_body.py")
SEEDS = {
    "request": b'{"code": "print(1)", "attachments": [{"filename": "a", "content_base_64": "AA=="}]}',
    "escapes": b'{"\\u00e9\\n\\"": [1e5, -0.5, true, null, {"\\ud800": {}}]}',
    "mark": b'\xef\xbb\xbf{"a": "\xc3\xa9"}',
    "twice": b'{"a": 1, "a": 2}',
    "deep": b'{"a":' * 70 + b"1" + b"}" * 70,
}
LONG = {"tokens": b'{"a":[' + b"[]," * 10_000 + b"1]}"}


def seeds(folder: Path, contents: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


def fuzz(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the fuzzer in `folder`, whose seeds it may add to. The seed is fixed: the same inputs every time."""
    command = [sys.executable, str(FUZZER), *options, "-seed=1", "-timeout=5", "-rss_limit_mb=2000"]
    return subprocess.run(
        [*command, str(folder)], cwd=folder.parent, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(
    ("contents", "runs", "longest"),
    [(SEEDS, 30_000, 4096), (SEEDS | LONG, 2_000, 40_000)],
    ids=["many", "long ones too"],
)
def test_no_bytes_make_the_parser_fail(contents: dict[str, bytes], runs: int, longest: int, tmp_path: Path) -> None:
    done = fuzz(seeds(tmp_path / "seeds", contents), f"-runs={runs}", f"-max_len={longest}")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert f"Done {runs}" in done.stderr


def test_a_fault_that_is_planted_is_found(tmp_path: Path) -> None:
    done = fuzz(seeds(tmp_path / "seeds", {}), "--plant", "-runs=400000", "-max_len=64")
    assert done.returncode != 0
    assert "KeyError: 'planted'" in done.stdout + done.stderr
