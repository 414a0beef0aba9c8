"""Serve the built stack, or invoke one function with one event.

python -m tests.aws.emulator serve            on HOST and PORT
python -m tests.aws.emulator invoke EVENT     the function that the event is for, alone; its answer on stdout
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path

from .bucket import stack_bucket
from .environment import ExecutionEnvironment
from .stack import BUILT, running_stack
from .template import Template


def serve() -> int:
    """Until SIGTERM or Ctrl-C."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    host, port = os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or "8000")
    with (
        tempfile.TemporaryDirectory(prefix="pysandbox-bucket-") as folder,
        stack_bucket(Path(folder)) as bucket,
        running_stack(
            bucket.variables | dict(os.environ),
            host=host,
            port=port,
            common_environment=bucket.common_environment,
            layer=bucket.layer,
        ) as stack,
    ):
        print(f"the built stack serves on {stack.url}", file=sys.stderr, flush=True)
        print(f"clients trust its bucket with SSL_CERT_FILE={bucket.s3.authority}", file=sys.stderr, flush=True)
        ended.wait()
    return 0


def invoke(path: Path) -> int:
    """Status 0 when the function answered, 1 when it failed."""
    payload = path.read_bytes()
    for_runner = "operation" in json.loads(payload)
    # As `sam local invoke` does: the api function then needs neither the runner function nor the table.
    alone = {} if for_runner else {"AWS_SAM_LOCAL": "true"}
    sandbox = {name: text for name, text in os.environ.items() if name.startswith("SANDBOX_")}
    spec = Template(BUILT, {}).function("RunnerFunction" if for_runner else "ApiFunction")
    with ExecutionEnvironment(spec, sandbox | alone) as environment:
        done = environment.invoke(payload)
        if os.environ.get("VERBOSE"):
            print(environment.log.read_text(errors="replace"), file=sys.stderr)
    sys.stdout.buffer.write(done.payload + b"\n")
    return 0 if done.error is None else 1


def main(arguments: list[str]) -> int:
    """The exit status."""
    match arguments:
        case ["serve"]:
            return serve()
        case ["invoke", path]:
            return invoke(Path(path))
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
