"""What importing a module binds is what CPython would bind: no name more, none less."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from pysandbox.engine.models import RunResult, TerminationReason
from pysandbox.policy import load_imports
from pysandbox.settings import load_settings

pytestmark = pytest.mark.once

POLICY = load_imports()
GUEST = load_settings({}).guest_libraries
ALWAYS = {"collections": {"abc"}}
"""What is bound whoever imports it: `traceback` needs it to tell of an uncaught exception."""

LOADED = """
import random, numpy
for name, module in random._os.sys.modules.items():
    if module is not None: print(name)
"""
IN_EACH_OWN_PROCESS = """
import gc, json, os, sys, warnings

gc.disable()
warnings.simplefilter("ignore")
names = sys.stdin.read().split()

def look_below(package, packages):
    # Importing a.b imports a first: a process that has done so goes on with all that is below.
    for name in [name for name in names if name.rpartition(".")[0] == package]:
        if os.fork() == 0:
            __import__(name)
            found = {package: dir(sys.modules[package]) for package in [*packages, name]}
            os.write(1, (json.dumps([name, found]) + "\\n").encode())
            look_below(name, [*packages, name])
            os._exit(0)
        os.wait()

look_below("", [])
"""


@pytest.fixture(scope="module")
def modules(run: Callable[..., RunResult]) -> list[str]:
    """Every documented module: on the list, and public."""
    loaded = run(LOADED).stdout.decode().split()
    found = {name for name in {*loaded, *POLICY.roots} if POLICY.allows(name) and "._" not in name}
    assert len(found) > 250
    return sorted(found)


@pytest.fixture(scope="module")
def bare(modules: list[str]) -> dict[str, dict[str, list[str]]]:
    """By module, what it and its packages have under CPython after importing it alone."""
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-B", "-c", IN_EACH_OWN_PROCESS],
        input=" ".join(modules).encode(),
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(GUEST), "OPENBLAS_NUM_THREADS": "1"},
        check=True,
    )
    return dict(map(json.loads, done.stdout.splitlines()))


def in_the_sandbox(run: Callable[..., RunResult], name: str, packages: list[str]) -> dict[str, list[str]]:
    result = run(f"import {name}, random\nfor name in {packages}: print(*dir(random._os.sys.modules[name]))")
    assert result.termination_reason is TerminationReason.COMPLETED, result.stderr.decode()
    return dict(zip(packages, map(str.split, result.stdout.decode().splitlines()), strict=True))


def test_importing_a_module_binds_what_cpython_binds(
    run: Callable[..., RunResult], modules: list[str], bare: dict[str, dict[str, list[str]]]
) -> None:
    different, denied = [], POLICY.denied_modules
    for module in modules:
        for package, names in in_the_sandbox(run, module, list(bare[module])).items():
            more = set(names).difference(bare[module][package], ALWAYS.get(package, ()))
            less = {name for name in set(bare[module][package]).difference(names) if f"numpy.{name}" not in denied}
            different += [f"after import {module}: {package}.{name}" for name in sorted(more | less)]
    assert different == []


PILLOW = """
import PIL
print(hasattr(PIL, "Image"), end=" ")
from PIL import Image
print(hasattr(PIL, "Image"), hasattr(PIL, "PngImagePlugin"), hasattr(PIL, "IcoImagePlugin"), end=" ")
image = Image.new("RGB", (2, 2))
image.save("a.png")
print(hasattr(PIL, "PngImagePlugin"), hasattr(PIL, "GifImagePlugin"), hasattr(PIL, "IcoImagePlugin"), end=" ")
image.save("a", "bmp")
print(hasattr(PIL, "GifImagePlugin"), hasattr(PIL, "IcoImagePlugin"), end=" ")
Image.init()
print(hasattr(PIL, "IcoImagePlugin"), end=" ")
"""
LATER = {
    "a library's own imports while it runs": (PILLOW, "False True False False True False False True False True "),
    "numpy's own loading of what is asked for": (
        "import numpy as np\nprint('core' in vars(np), np.core.__name__, 'core' in vars(np))",
        "False numpy.core True\n",
    ),
    "all of a package": (
        "from json import *\nfrom PIL import *\nimport PIL\nprint(hasattr(PIL, 'Image'))",
        "False\n",
    ),
    "a name that is computed": ("m = __import__('json.tool')\nprint(m.__name__, m.tool.__name__)", "json json.tool\n"),
    "a submodule under another name": ("import PIL.ImageDraw as d, PIL\nprint(d is PIL.ImageDraw)", "True\n"),
    "what is denied": (
        "import numpy as np\nprint(hasattr(np, 'distutils'), hasattr(np.ma, 'testutils'))",
        "False False\n",
    ),
}


@pytest.mark.parametrize("case", LATER.values(), ids=LATER.keys())
def test_what_is_imported_later_is_bound_then(run: Callable[..., RunResult], case: tuple[str, str]) -> None:
    code, wanted = case
    result = run(code)
    assert result.stdout.decode() == wanted, result.stderr.decode()
