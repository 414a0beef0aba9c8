"""What tests of several kinds share: settings for a test, and what a host must not have left behind."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from pysandbox.engine.layers import self_check
from pysandbox.engine.models import LayerReport, LayerState
from pysandbox.engine.sandbox import Sandbox
from pysandbox.settings import LAYERS, Settings, load_settings

from scripts.proc import descendants, parents

AS_ROOT = os.geteuid() == 0
EXPECTED_LAYERS = frozenset(LAYERS) if AS_ROOT else frozenset(LAYERS) - {"uid"}
"""What holds on this host: the tests insist on all of them."""


def make_settings(folder: Path, **variables: str) -> Settings:
    """Settings as from an environment that holds nothing but `variables`, with run directories below `folder`.

    A zygote with the libraries costs a second of a processor: it starts with the first program that needs it, where
    `variables` do not say otherwise.
    """
    environ = {
        "SANDBOX_RUN_DIRECTORY": str(folder),
        "SANDBOX_WARM_STOCKS": "lean,added",
        **({} if "SANDBOX_LIBRARIES" in variables else {"SANDBOX_GUEST_LIBRARIES": str(Path(sys.prefix) / "guest")}),
        **variables,
    }
    return load_settings(environ)


@contextmanager
def run_folder() -> Iterator[Path]:
    """A temporary folder that a run's own uid can pass (pytest's are closed to others). It must be empty at the end."""
    folder = Path(tempfile.mkdtemp(prefix="pysandbox-test-"))
    folder.chmod(0o711)
    try:
        yield folder
        assert sorted(path.name for path in folder.iterdir()) == [], "a closed sandbox left files"
    finally:
        shutil.rmtree(folder)


_attack_layers = self_check.check_layers
_told: dict[object, tuple[LayerReport, ...]] = {}


def _attack_layers_once(settings: Settings) -> tuple[LayerReport, ...]:
    """What the attacks on the layers have found in this process, for all that a zygote of a probe is told."""
    limits = replace(settings.limits, timeout_s=0, max_concurrency=0)  # how long others may run, and how many
    libraries = settings.libraries.name if settings.libraries else ""
    host = (settings.on_lambda, settings.workers, settings.guest_libraries, settings.extra_imports, libraries)
    key = (settings.disabled_layers, limits, host)
    told = _told.get(key) or _attack_layers(settings)
    if all(row.state is not LayerState.FAILED for row in told):
        _told[key] = told
    return told


def start_checked(sandbox: Sandbox) -> None:
    """Start a sandbox; layers that this process has attacked at another's start are not attacked again.

    That costs more than a lean zygote. What is about it calls `Sandbox.start`.
    """
    with patch.object(self_check, "check_layers", _attack_layers_once):
        sandbox.start()


@contextmanager
def started_sandbox(**variables: str) -> Iterator[Sandbox]:
    """A started sandbox with the settings of `make_settings`, which leaves no file."""
    with run_folder() as folder:
        sandbox = Sandbox(make_settings(folder, **variables))
        start_checked(sandbox)
        try:
            yield sandbox
        finally:
            sandbox.close()


@contextmanager
def open_to_others(folder: Path) -> Iterator[Path]:
    """`folder`, or a copy where another uid could not reach it: below a folder of mode 700, as root's home is."""
    if all(parent.stat().st_mode & 0o001 for parent in folder.resolve().parents):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="pysandbox-test-") as made:
        Path(made).chmod(0o711)
        yield shutil.copytree(folder, Path(made) / folder.name)


def is_at_rest(sandbox: Sandbox) -> bool:
    """Whether every spare is ready, and no zygote has another child.

    A child's last step is to give its namespaces back, which takes tens of milliseconds where others are busy.
    """
    if sandbox.ready_spares < sandbox.wanted_spares:
        return False
    above = parents()
    below = {pid for zygote in sandbox.zygote_pids.values() if zygote for pid in descendants(zygote)}
    return len(below - set(above.values())) == sandbox.wanted_spares


def wait_until(condition: Callable[..., object], within_s: float = 120.0) -> None:
    """Wait for something that comes by itself."""
    deadline, pause = time.monotonic() + within_s, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        pause.wait(0.01)


def kernel_count(name: str) -> int:
    """How often the kernel has done that; 0 where it does not count it (/proc/vmstat)."""
    rows = dict(line.split() for line in Path("/proc/vmstat").read_text(encoding="ascii").splitlines())
    return int(rows.get(name, 0))


def without(*layers: str) -> dict[str, str]:
    """The variables that switch `layers` off."""
    return {"SANDBOX_DISABLED_LAYERS": ",".join(layers), "SANDBOX_UNSAFE": "1"} if layers else {}


def only(*layers: str) -> dict[str, str]:
    """The variables that switch all but `layers` off."""
    return without(*sorted(frozenset(LAYERS) - frozenset(layers)))
