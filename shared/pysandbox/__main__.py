"""Run one file in the sandbox, without HTTP: `python -m pysandbox FILE [--attach F] [--return NAME]`.

Exit status: the program's own (128 + N after signal N), 2 for a wrong call, 70 when the engine broke, 77 for a
forbidden import, 78 when the set-up is wrong or a required layer does not hold, 124 after the time limit.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .engine.import_guard import check_imports
from .engine.models import InputFile, RunRequest, RunResult, TerminationReason
from .engine.sandbox import Sandbox
from .errors import ConfigurationError, EngineError, InvalidFileNameError, RequiredLayerError
from .settings import load_settings


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m pysandbox", description="Run one Python file in the sandbox.")
    parser.add_argument("file", metavar="FILE", help="the program; - for standard input")
    parser.add_argument("--attach", metavar="F", action="append", default=[], type=Path, help="a file to attach")
    parser.add_argument("--return", metavar="NAME", dest="names", action="append", default=[], help="a file to return")
    parser.add_argument("--output", metavar="DIR", type=Path, default=Path(), help="where returned files go (here)")
    parser.add_argument("--stdin", metavar="F", type=Path, help="the program's standard input (default: empty)")
    return parser.parse_args(argv)


def _read_request(arguments: argparse.Namespace) -> RunRequest:
    code = sys.stdin.read() if arguments.file == "-" else Path(arguments.file).read_text(encoding="utf-8")
    return RunRequest(
        code=code,
        stdin=arguments.stdin.read_bytes() if arguments.stdin else b"",
        files=tuple(InputFile(path.name, path.read_bytes()) for path in arguments.attach),
        return_patterns=tuple(arguments.names),
    )


def _write_files(result: RunResult, folder: Path) -> None:
    for file in result.output_files:
        if file.content is None:
            print(f"{file.name}: {file.error}", file=sys.stderr)
            continue
        target = folder / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)


def _report(result: RunResult) -> int:
    sys.stdout.buffer.write(result.stdout)
    sys.stdout.buffer.flush()
    sys.stderr.buffer.write(result.stderr)
    sys.stderr.buffer.flush()
    if result.termination_reason not in (TerminationReason.COMPLETED, TerminationReason.EXCEPTION):
        print(f"ended: {result.termination_reason} after {result.duration_s:.3f} s", file=sys.stderr)
    if result.violation:
        print(f"not allowed in the sandbox: {result.violation}", file=sys.stderr)
    if result.termination_reason is TerminationReason.TIMEOUT:
        return 124
    return result.exit_code if result.exit_code >= 0 else 128 - result.exit_code


def main(argv: Sequence[str] | None = None) -> int:
    """The command. Returns its exit status."""
    arguments = _arguments(argv)
    try:
        settings = load_settings()
        request = _read_request(arguments)
    except (ConfigurationError, OSError, UnicodeDecodeError) as error:
        print(f"pysandbox: {error}", file=sys.stderr)
        return os.EX_CONFIG if isinstance(error, ConfigurationError) else os.EX_USAGE
    forbidden = check_imports(request.code, settings)
    for row in forbidden:
        print(f"{arguments.file}:{row.line}: import of {row.module!r} is not allowed", file=sys.stderr)
    if forbidden:
        return os.EX_NOPERM
    sandbox = Sandbox(settings)
    try:
        sandbox.start()
        result = sandbox.run(request)
    except RequiredLayerError as error:
        print(f"pysandbox: {error}", file=sys.stderr)
        return os.EX_CONFIG
    except (EngineError, InvalidFileNameError) as error:
        print(f"pysandbox: {error}", file=sys.stderr)
        return os.EX_SOFTWARE
    finally:
        sandbox.close()
    _write_files(result, arguments.output)
    return _report(result)


if __name__ == "__main__":
    sys.exit(main())
