"""Run by a test: how many processes runs can start where nothing but RLIMIT_NPROC holds them, as JSON.

    counting_host.py LAYERS

LAYERS, with commas between, are switched off. The first run has its processes still when the others begin.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor

from pysandbox.engine.models import RunRequest

from scripts.proc import descendants
from tests.support import is_at_rest, started_sandbox, wait_until, without

FORKS = """
import random, time
os, n = random._os, 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(60)
        n += 1
except OSError:
    print(n, flush=True)
"""
FEW = 3
LASTING_S = 1.0


def main(layers: str) -> None:
    """Print the number of each run's processes."""
    variables = {"SANDBOX_MAX_CONCURRENCY": "2", "SANDBOX_TIMEOUT_SECONDS": "30", **without(*layers.split(","))}
    with started_sandbox(**variables) as sandbox, ThreadPoolExecutor() as pool:
        wait_until(lambda: is_at_rest(sandbox))
        at_rest = len(descendants())
        first = pool.submit(sandbox.run, RunRequest(FORKS + "time.sleep(60)", timeout_s=LASTING_S))
        wait_until(lambda: first.done() or len(descendants()) > at_rest + FEW)
        others = [sandbox.run(RunRequest(FORKS)) for _ in range(3)]
        wait_until(lambda: first.done() and is_at_rest(sandbox))
        afterwards = [sandbox.run(RunRequest(FORKS)) for _ in range(2)]
        print(json.dumps([int(result.stdout) for result in (first.result(), *others, *afterwards)]))


if __name__ == "__main__":
    main(sys.argv[1])
