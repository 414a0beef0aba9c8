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
FLAGS = ("-s", "-P", "-B")
"""Of bare CPython: no user site, nothing from beside the program, no byte code left."""
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


def variables(folder: str | Path, guest: Path, hash_seed: int = 0) -> dict[str, str]:
    """The environment of bare CPython in `folder`.

    Like -I, but for the path to attached modules and the guest libraries: no user site, no other variable.
    """
    path = f"{folder}:{guest}"
    return {"PYTHONPATH": path, "PYTHONHASHSEED": str(hash_seed), "PYTHONUTF8": "1", "HOME": str(folder)}


def outcome(
    program: Program, done: subprocess.CompletedProcess[bytes], folder: Path, roots: Mapping[str, Path]
) -> Outcome:
    """What a program did that ran in `folder`; `roots` are where its source (`main`) and the libraries (`guest`) lay,
    and the folder by the name (`folder`) that it had meanwhile."""
    stderr = comparable(done.stderr.decode(), roots["guest"], str(roots["main"]))
    stderr = comparable(stderr, roots["guest"], str(roots["folder"]))
    # Python dies of SIGINT after an uncaught KeyboardInterrupt, for a shell's sake; in the service it is
    # an uncaught exception like any other.
    exit_code = 1 if done.returncode == -signal.SIGINT else done.returncode
    made = {path.name: path.read_bytes() for glob in program.returns for path in sorted(folder.glob(glob))}
    return Outcome(done.stdout.decode(), stderr, exit_code, made)


def run_bare(program: Program, guest: Path, hash_seed: int = 0, *, python: str | Path = sys.executable) -> Outcome:
    """Run under CPython without any sandbox, as `python main.py` in a folder that holds just the attached files.

    `python` is the interpreter.
    """
    with tempfile.TemporaryDirectory() as sources, tempfile.TemporaryDirectory() as folder:
        main = Path(sources) / "main.py"
        main.write_text(program.code, encoding="utf-8")
        for name, content in program.files:
            (Path(folder) / name).write_bytes(content)
        done = subprocess.run(
            [python, *FLAGS, str(main)],
            input=program.stdin,
            capture_output=True,
            cwd=folder,
            env=variables(folder, guest, hash_seed),
            check=False,
            timeout=120,
        )
        roots = {"main": Path(sources), "folder": Path(folder), "guest": guest}
        return outcome(program, done, Path(folder), roots)
