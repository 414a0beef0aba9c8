"""How the host executes a zygote: the command, and the little that it tells it."""

from __future__ import annotations

import os
import sys
import sysconfig
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..settings import Settings
from . import namespaces
from .closed_world import load_rows
from .stock import Stock


def _library_path() -> dict[str, str]:
    """Where the loader finds libpython: Lambda's interpreter is linked with it and relies on this variable alone."""
    folder = os.path.join(sys.base_prefix, "lib")
    shared = sysconfig.get_config_var("Py_ENABLE_SHARED") and os.path.isdir(folder)
    return {"LD_LIBRARY_PATH": folder} if shared else {}


LIBRARY_PATH = _library_path()
"""What the interpreter needs to start at all."""

ENVIRONMENT = LIBRARY_PATH | {
    "OPENBLAS_NUM_THREADS": "1",  # the zygote must stay single-threaded for fork to be safe
    # Large allocations ask for huge pages, each one fault where small ones are 512 (glibc 2.35; others ignore it).
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "MALLOC_ARENA_MAX": "1",  # an arena reserves 64 MiB of address space, which RLIMIT_AS counts
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
}
"""All that is in the zygote's environment: nothing of the host's."""

_PROGRAM = "import sys; sys.path += sys.argv[2:]; from pysandbox.engine.zygote import main; main(int(sys.argv[1]))"


def command(control_fd: int, settings: Settings) -> list[str]:
    """The command line of a zygote that talks over `control_fd`."""
    interpreter = os.path.realpath(sys.executable)
    package = str(Path(__file__).resolve().parents[2])
    folders = [package, str(settings.guest_libraries)]
    return [interpreter, "-I", "-S", "-X", "utf8", "-c", _PROGRAM, str(control_fd), *folders]


def configuration(
    settings: Settings, layers: frozenset[str], staging: str, stock: Stock, preload: list[str], *, trace: bool
) -> dict[str, Any]:
    """The zygote's first message.

    Args:
        staging: an empty folder that a new root can be mounted on.
        preload: the modules of a probe.
    """
    own_mounts = "namespaces" in layers
    guest = namespaces.GUEST_LIBRARIES if own_mounts else str(settings.guest_libraries)
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
        "rows": load_rows(),
        "stock": stock.value,
        "preload": preload,
        "trace": trace,
    }
