"""A helper process: the engine of whichever revision its interpreter has, asked to run programs and to time them.

The first line of stdin describes the programs (JSON); each further line names one, and is answered with the seconds.
It stands apart from the rest of the bench, because it runs with an older revision's package too.
"""

from __future__ import annotations

import base64
import json
import sys
import time

from pysandbox.engine.models import InputFile, RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.settings import load_settings


def main() -> None:
    """Serve until stdin ends."""
    requests = {
        name: RunRequest(
            row["code"],
            b"",
            tuple(InputFile(file, base64.b64decode(content)) for file, content in row["files"].items()),
            tuple(row["returns"]),
        )
        for name, row in json.loads(sys.stdin.readline()).items()
    }
    sandbox = Sandbox(load_settings())
    sandbox.start()
    try:
        print("ready", flush=True)
        for line in sys.stdin:
            start = time.perf_counter()
            result = sandbox.run(requests[line.strip()])
            contents = [file.content for file in result.output_files]
            took = time.perf_counter() - start
            if result.exit_code or None in contents:
                raise RuntimeError(f"{line.strip()}: {result}")
            print(took, flush=True)
    finally:
        sandbox.close()


if __name__ == "__main__":
    main()
