"""The user that `make test` switches to can run what the other tests of this folder need."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pysandbox.settings import load_settings


def test_root_may_do_all_and_the_unprivileged_user_has_no_capability() -> None:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    effective = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapEff:"))
    assert (effective == 0) == (os.getuid() != 0)


def test_numpy_imports_from_the_guest_folder() -> None:
    folder = load_settings({}).guest_libraries
    code = f"import sys; sys.path.append({str(folder)!r}); import numpy; print(numpy.__file__)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert Path(done.stdout.strip()).is_relative_to(folder)


def test_temporary_folder_is_writable_and_what_belongs_to_another_is_not() -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "file").write_text("written")
    if os.getuid() != 0:
        # An ordinary user may have made the checkout, or the interpreter.
        for path in (sys.base_prefix, __file__):
            assert os.access(path, os.W_OK) == (Path(path).stat().st_uid == os.getuid())
