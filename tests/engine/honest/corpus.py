"""The corpus: ordinary programs, one a file, and what each of them needs.

A program's input stands in comments at its top, each a JSON value:

    # stdin: "3\\n10 20 30\\n"
    # attach: {"prices.csv": "name,price\\nbolt,2\\n"}
    # returns: ["*.png"]
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pysandbox.policy import load_limits

PROGRAMS = Path(__file__).parent / "programs"
MAX_CODE_CHARACTERS = load_limits().max_code_characters
_HEADER = re.compile(r"# (stdin|attach|returns): (.+)")


@dataclass(frozen=True, slots=True)
class Program:
    """One program, its standard input, its attached files (name, bytes) and the patterns of what it makes."""

    name: str
    code: str
    stdin: bytes
    files: tuple[tuple[str, bytes], ...]
    returns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program printed and how it ended; paths are those of `main.py` and of library files from their root."""

    stdout: str
    stderr: str
    exit_code: int
    files: dict[str, bytes]


def load(path: Path) -> Program:
    """The program in `path` with the input that its first comments name."""
    code = path.read_text(encoding="utf-8")
    given: dict[str, Any] = {"stdin": "", "attach": {}, "returns": []}
    for line in code.splitlines():
        match = _HEADER.fullmatch(line)
        if match is None:
            break
        given[match[1]] = json.loads(match[2])
    attached = tuple((name, text.encode()) for name, text in given["attach"].items())
    return Program(path.stem, code, given["stdin"].encode(), attached, tuple(given["returns"]))


def programs(folder: Path = PROGRAMS) -> list[Program]:
    """Every program of the corpus, by name."""
    return [load(path) for path in sorted(folder.glob("*.py"))]


def comparable(stderr: str, guest: Path, folder: str = "") -> str:
    """`stderr` with the paths that the sandbox shows for libraries, without `folder`, and without addresses."""
    stdlib = sysconfig.get_path("stdlib")
    shown = {stdlib: "lib/python3.13/", os.path.realpath(stdlib): "lib/python3.13/", str(guest): "site-packages/"}
    if folder:
        shown |= {folder: "", os.path.realpath(folder): ""}
    for root, name in shown.items():
        stderr = stderr.replace(f"{root}/", name)
    return re.sub(r"\b0x[0-9a-f]{6,}", "0x…", stderr)


def run_bare(
    program: Program,
    guest: Path,
    hash_seed: int = 0,
    *,
    python: str | Path = sys.executable,
    environ: Mapping[str, str] | None = None,
) -> Outcome:
    """Run under CPython without any sandbox, as `python main.py` in a folder that holds just the attached files.

    `python` is the interpreter, and `environ` has variables beyond those that it needs.
    """
    with tempfile.TemporaryDirectory() as sources, tempfile.TemporaryDirectory() as folder:
        main = Path(sources) / "main.py"
        main.write_text(program.code, encoding="utf-8")
        for name, content in program.files:
            (Path(folder) / name).write_bytes(content)
        # Like -I, but for the path to attached modules and the guest libraries: no user site, no other variable.
        path = f"{folder}:{guest}"
        variables = {"PYTHONPATH": path, "PYTHONHASHSEED": str(hash_seed), "PYTHONUTF8": "1", "HOME": folder}
        done = subprocess.run(
            [python, "-s", "-P", "-B", str(main)],
            input=program.stdin,
            capture_output=True,
            cwd=folder,
            env={**variables, **(environ or {})},
            check=False,
            timeout=120,
        )
        stderr = comparable(comparable(done.stderr.decode(), guest, sources), guest, folder)
        # Python dies of SIGINT after an uncaught KeyboardInterrupt, for a shell's sake; in the service it is
        # an uncaught exception like any other.
        exit_code = 1 if done.returncode == -signal.SIGINT else done.returncode
        made = {path.name: path.read_bytes() for glob in program.returns for path in sorted(Path(folder).glob(glob))}
        return Outcome(done.stdout.decode(), stderr, exit_code, made)
