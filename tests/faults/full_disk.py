"""A host whose run directory lies on a small disk; started by the test in a mount namespace of its own.

python full_disk.py FOLDER      FOLDER is a tmpfs of a few hundred KiB
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from pysandbox.engine.models import RunRequest, RunResult
from pysandbox.engine.sandbox import Sandbox
from pysandbox.errors import EngineError

from tests.support import make_settings, without

FILL = "f = open('f', 'wb')\nwhile True: f.write(bytes(10_000))"
SMALL = "with open('a', 'w') as f: f.write('x' * 30_000)\nprint(len(open('a').read()))"


def told(result: RunResult) -> list[Any]:
    return [result.termination_reason.value, result.exception and result.exception.message[:10], len(result.stdout)]


def main(folder: Path) -> None:
    """Print what became of programs: on a disk with room, filled by one, filled by another, and with room again."""
    settings = make_settings(
        folder, SANDBOX_MAX_CONCURRENCY="1", SANDBOX_TIMEOUT_SECONDS="5", **without("namespaces", "nondumpable")
    )
    sandbox = Sandbox(settings)
    sandbox.start()
    seen: dict[str, Any] = {"room": told(sandbox.run(RunRequest(SMALL)))}
    seen["filled by itself"] = told(sandbox.run(RunRequest(FILL)))
    seen["after it"] = told(sandbox.run(RunRequest(SMALL)))
    while (room := os.statvfs(folder)).f_bfree < room.f_blocks - 4:
        pass  # what the runs left is deleted off the path of their answers
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    try:
        seen["filled by another"] = told(sandbox.run(RunRequest(SMALL)))
        seen["and again"] = told(sandbox.run(RunRequest(SMALL)))
    except EngineError as error:
        seen["filled by another"] = seen["and again"] = str(error)
    filler.unlink()
    for _ in range(3):  # the engine tries again by itself
        try:
            seen["room again"] = told(sandbox.run(RunRequest(SMALL)))
            break
        except EngineError as error:
            seen["room again"] = str(error)
    sandbox.close()
    seen["left"] = [path.name for path in folder.iterdir()]
    print(json.dumps(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
