"""How the host executes a zygote: the command, and the little that it tells it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from dataclasses import asdict
from functools import cache
from pathlib import Path
from socket import socket
from typing import Any

from ...settings import Settings
from .. import native
from ..configuration import Configuration
from ..stock import Stock
from ..zygote.closed_world import load_rows


def _library_path() -> dict[str, str]:
    """Where the loader finds libpython: Lambda's interpreter is linked with it and relies on this variable alone."""
    folder = os.path.join(sys.base_prefix, "lib")
    shared = sysconfig.get_config_var("Py_ENABLE_SHARED") and os.path.isdir(folder)
    return {"LD_LIBRARY_PATH": folder} if shared else {}


LIBRARY_PATH = _library_path()
"""What the interpreter needs to start at all."""


def _preload() -> dict[str, str]:
    """The native module before libc, so that it sees an allocation fail (`native/memory.c`)."""
    module = str(native.FOLDER / "core.so")
    return {} if set(module) & set(": ") else {"LD_PRELOAD": module}  # which part names (ld.so(8))


ENVIRONMENT = (
    LIBRARY_PATH
    | _preload()
    | {
        "OPENBLAS_NUM_THREADS": "1",  # the zygote must stay single-threaded for fork to be safe
        # Large allocations ask for huge pages, each one fault where small ones are 512 (glibc 2.35; others ignore it).
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        "LD_BIND_NOW": "1",  # what is bound when it is first called is bound in every child anew (ld.so(8))
        "MALLOC_ARENA_MAX": "1",  # an arena reserves 64 MiB of address space, which RLIMIT_AS counts
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }
)
"""All that is in the zygote's environment: nothing of the host's."""

GUEST_LIBRARIES = "/site-packages"
"""Where a run with mounts of its own finds the guest libraries: the operator's own path stays unknown to it."""

REHEARSAL = "print('hello', file=out)\n"
"""What a child runs before it waits for its order: most of what any program writes to in the interpreter's memory."""

_PROGRAM = (
    "import sys; sys.path += sys.argv[2:]; from pysandbox.engine.child import at_fork; at_fork.begin(); "
    "from pysandbox.engine.zygote.{} import main; main(int(sys.argv[1]))"
)


def execute(module: str, control: socket, settings: Settings) -> subprocess.Popen[bytes]:
    """Execute `main` of a module of the zygote's, clean: an empty environment, no descriptor but its end of `control`.

    Raises:
        OSError: there is no room for a process.
    """
    interpreter = os.path.realpath(sys.executable)
    package = str(Path(__file__).resolve().parents[3])
    folders = [package, str(settings.guest_libraries)]
    program = _PROGRAM.format(module)
    return subprocess.Popen(
        [interpreter, "-I", "-S", "-X", "utf8", "-c", program, str(control.fileno()), *folders],
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[control.fileno()],
        cwd="/",
        start_new_session=True,
    )


@cache
def _rows() -> dict[str, Any]:
    return load_rows()


def configuration(
    settings: Settings, layers: frozenset[str], staging: str, stock: Stock, preload: list[str], *, trace: bool
) -> Configuration:
    """The zygote's first message.

    Args:
        staging: an empty folder that a new root can be mounted on.
        preload: the modules of a probe.
    """
    own_mounts = "namespaces" in layers
    guest = GUEST_LIBRARIES if own_mounts else str(settings.guest_libraries)
    library = sysconfig.get_path("stdlib", vars={"installed_base": sys.base_prefix})
    return {
        "layers": sorted(layers),
        "limits": asdict(settings.limits),
        "extra_imports": str(settings.extra_imports or ""),
        "guest": guest,
        "standard_library": library,
        "readable": [guest, library],
        "visible": [str(Path(library).parent)],
        "guest_source": str(settings.guest_libraries),
        "staging": staging,
        "rows": _rows(),
        "stock": stock.value,
        "libraries": settings.libraries.name if settings.libraries else "",
        "preload": preload,
        "trace": trace,
        "rehearsal": REHEARSAL,
    }
