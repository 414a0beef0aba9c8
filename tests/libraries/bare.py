"""Bare CPython with the libraries of a set and nothing else, and what counts as the same file."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageSequence

from tests.engine.honest import corpus

ROOT = Path(__file__).parents[2]

NO_SYSTEM_FONTS = """
from matplotlib import font_manager
find = font_manager.findSystemFonts
font_manager.findSystemFonts = lambda paths=None, fontext="ttf": find(paths, fontext) if paths else []
font_manager._load_fontmanager(try_read_cache=False)
"""
"""A list of fonts like that of the service, which has those of matplotlib alone."""

PICTURES = (".png", ".jpg", ".gif")
_MADE_AT = re.compile(rb"(?m)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|^%%CreationDate: .*$")


@dataclass(frozen=True, slots=True)
class Bare:
    """An interpreter without packages of its own, and the folder of the libraries."""

    python: Path
    libraries: Path
    home: Path

    def run(self, program: corpus.Program) -> corpus.Outcome:
        """What the program does as `python main.py`."""
        return corpus.run_bare(program, self.libraries, python=self.python, environ=self.environ)

    @property
    def environ(self) -> dict[str, str]:
        """No program of the machine is found, threads are as many as the service has, and fonts are listed already."""
        one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        zones = self.libraries / "tzdata" / "zoneinfo"
        return one | {"PATH": "", "MPLBACKEND": "Agg", "MPLCONFIGDIR": str(self.home), "PYTHONTZPATH": str(zones)}


@contextmanager
def bare_python(libraries: Path) -> Iterator[Bare]:
    """A virtual environment with nothing in it: what tests need is not there for the programs."""
    with TemporaryDirectory() as folder:
        venv.create(Path(folder, "venv"), symlinks=True, with_pip=False)
        bare = Bare(Path(folder, "venv", "bin", "python"), libraries, Path(folder, "home"))
        bare.home.mkdir()
        command = [str(bare.python), "-c", NO_SYSTEM_FONTS]
        subprocess.run(command, check=True, env={"PYTHONPATH": str(libraries), **bare.environ}, capture_output=True)
        yield bare


def set_up(libraries: str) -> None:
    """Install a set of libraries as an operator does."""
    command = [str(ROOT / "scripts" / "setup"), "dev"]
    environ = {"SANDBOX_LIBRARIES": libraries, "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"}
    subprocess.run(command, check=True, env=environ, stdin=subprocess.DEVNULL)


def comparable_file(name: str, content: bytes) -> object:
    """What must be the same: pixels of pictures, members of archives, and bytes but for the time of making."""
    if name.endswith(PICTURES):
        with Image.open(io.BytesIO(content)) as image:
            return [(frame.size, frame.convert("RGBA").tobytes()) for frame in ImageSequence.Iterator(image)]
    if name.endswith((".xlsx", ".zip")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {member: _MADE_AT.sub(b"", archive.read(member)) for member in archive.namelist()}
    return _MADE_AT.sub(b"", content)
