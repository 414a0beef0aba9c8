"""Run programs in the engine, in whatever kernel this process is in: a JSON list in, a JSON list out.

Each item is a list of programs to be run one after the other; the last one's result is told.

python run_corpus.py PROGRAMS.json      with SANDBOX_* variables; started by the tests in a function's place
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.settings import load_settings


def main(path: str) -> None:
    """Write what became of each program, and what the layers are, to stdout."""
    programs = json.loads(Path(path).read_text(encoding="utf-8"))
    sandbox = Sandbox(replace(load_settings(), run_directory=Path("/tmp")))
    sandbox.start()
    try:
        rows = [[_run(sandbox, code) for code in codes][-1] for codes in programs]
        layers = {row.name: row.state.value for row in sandbox.layers}
    finally:
        sandbox.close()
    json.dump({"layers": layers, "runs": rows}, sys.stdout)


def _run(sandbox: Sandbox, code: str) -> dict[str, Any]:
    result = sandbox.run(RunRequest(code))
    return {
        "ends": result.termination_reason.value,
        "exit_code": result.exit_code,
        "violation": result.violation,
        "blocked": list(result.blocked_imports),
        "exception": result.exception.type if result.exception else None,
        "stdout": result.stdout[:1000].decode("utf-8", "replace"),
        "stderr": result.stderr[:2000].decode("utf-8", "replace"),
    }


if __name__ == "__main__":
    main(sys.argv[1])
