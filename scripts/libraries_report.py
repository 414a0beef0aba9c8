"""What each stock of libraries costs here: how long it loads, the memory that it keeps, a fork of it, its size on disk.

`make libraries-report`, with LIBRARIES=data or a folder, and all settings of the service.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from pysandbox.engine.host.zygote_process import ZygoteProcess
from pysandbox.engine.stock import Stock
from pysandbox.errors import ConfigurationError, EngineError
from pysandbox.settings import Settings, load_settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from scripts.proc import memory_bytes

LAYERS = frozenset({"import_guard", "closed_world", "audit_hook"})
"""What decides what is loaded; without the others a zygote's memory can be read."""
FORKS = 10
MAX_SHOWN = 12
MIB = 1024 * 1024


def report(settings: Settings) -> list[str]:
    """The lines of the report.

    Raises:
        EngineError: a zygote does not start; the message says what to write where.
    """
    lines = [f"{'stock':<8}{'start':>9}{'memory':>10}{'a fork':>10}"]
    stocks = [Stock.LEAN, Stock.FULL, *([Stock.ADDED] if settings.libraries else [])]
    left_out: list[str] = []
    for stock in stocks:
        began = time.monotonic()
        zygote = ZygoteProcess(settings, LAYERS, stock=stock)
        try:
            start_s = time.monotonic() - began
            left_out = zygote.left_out
            memory = memory_bytes(zygote.pid, "Pss:")  # its share of what it has
            forks = [_fork_s(zygote, number) for number in range(FORKS)]
        finally:
            zygote.close()
        lines.append(
            f"{stock.value:<8}{start_s:>7.1f} s{memory / MIB:>6.0f} MiB{statistics.median(forks) * 1000:>7.1f} ms"
        )
    lines.append(f"on disk  {_size(settings.guest_libraries) / MIB:>6.0f} MiB in {settings.guest_libraries}")
    if left_out:
        lines.append(f"left out {len(left_out)} modules, which do not import here:")
        lines += [f"  {row}" for row in left_out[:MAX_SHOWN]]
        lines += [f"  and {len(left_out) - MAX_SHOWN} more"] if len(left_out) > MAX_SHOWN else []
    return lines


def _fork_s(zygote: ZygoteProcess, slot: int) -> float:
    began = time.monotonic()
    spare = zygote.spawn(slot)
    took = time.monotonic() - began
    spare.close()
    return took


def _size(folder: Path) -> int:
    done = subprocess.run(["du", "-sk", str(folder)], capture_output=True, text=True, check=True)
    return 1024 * int(done.stdout.split()[0])


def main() -> int:
    """Prints the report. Returns the exit status."""
    try:
        print("\n".join(report(load_settings())))
    except (ConfigurationError, EngineError) as error:
        print(error, file=sys.stderr)
        return os.EX_CONFIG
    return 0


if __name__ == "__main__":
    sys.exit(main())
