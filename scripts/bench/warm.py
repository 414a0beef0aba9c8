"""A helper process: a warm interpreter without any sandbox, for the floors.

Reads one JSON line a task from stdin and answers each with the seconds that it took: `fork` forks, exits and waits;
`run` executes a program in a folder; `codec` does to 8 MB what any service must: decode, write, read, encode.

    python -m bench.warm full|lean
"""

from __future__ import annotations

import base64
import gc
import json
import os
import sys
import time
from pathlib import Path

from pysandbox.engine.stock import Stock, parts_of
from pysandbox.engine.zygote import loading, shared_heap, warm_up
from pysandbox.settings import load_settings


def become(stock: Stock) -> None:
    """Load what a zygote of this stock has, and share it as a zygote does."""
    settings = load_settings()
    sys.path.append(str(settings.guest_libraries))
    for part in parts_of(stock, settings.imports, settings.libraries):
        loading.load_part(part, settings.imports, closed=False)
    warm_up.touch(stock)
    gc.collect()
    shared_heap.make_immortal()
    maps = os.open("/proc/self/maps", os.O_RDONLY)
    shared_heap.use_huge_pages(maps)
    os.close(maps)
    gc.collect()
    gc.freeze()


def fork() -> float:
    """Fork, exit, wait."""
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return time.perf_counter() - start


def run(code: str, folder: str) -> float:
    """Compile and execute a program in this interpreter."""
    os.chdir(folder)
    start = time.perf_counter()
    exec(compile(code, "main.py", "exec"), {"__name__": "__main__"})  # nosec B102 - the bench's own programs
    return time.perf_counter() - start


def codec(text: str, folder: str) -> float:
    """From Base64 to a file and back."""
    path = Path(folder) / "copy.bin"
    start = time.perf_counter()
    path.write_bytes(base64.b64decode(text))
    base64.b64encode(path.read_bytes())
    return time.perf_counter() - start


def main() -> None:
    """Serve tasks until stdin ends."""
    become(Stock(sys.argv[1]))
    print(json.dumps("ready"), flush=True)
    text = base64.b64encode(os.urandom(8 * 1024 * 1024)).decode()
    for line in sys.stdin:
        task = json.loads(line)
        if task["kind"] == "fork":
            took = fork()
        elif task["kind"] == "run":
            took = run(task["code"], task["folder"])
        else:
            took = codec(text, task["folder"])
        print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main()
