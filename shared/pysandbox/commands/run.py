"""Run one Python file in the sandbox, without HTTP.

Exit status: the program's own (128 + N after signal N); 2 for a wrong call; 66 when a file cannot be read; 70 when the
engine broke; 73 when a returned file is missing or cannot be written, and the program ended with 0; 77 for a forbidden
import; 78 when the set-up is wrong or a required layer does not hold; 124 after the time limit.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path

from ..engine.child.import_guard import check_imports
from ..engine.models import InputFile, RunRequest, RunResult, TerminationReason
from ..engine.sandbox import Sandbox
from ..engine.stock import Choice
from ..errors import ConfigurationError, EngineError, InvalidFileNameError, RequiredLayerError, one_line
from ..settings import load_settings

UNHEARD = logging.NullHandler()
"""What the engine logs is for a service; standard error is the program's, and what fails is said once, at the end."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pysandbox run`."""
    parser.add_argument("file", metavar="FILE", help="the program; - for standard input")
    parser.add_argument("--attach", metavar="F", action="append", default=[], type=Path, help="a file to attach")
    parser.add_argument("--return", metavar="NAME", dest="names", action="append", default=[], help="a file to return")
    parser.add_argument("--output", metavar="DIR", type=Path, default=Path(), help="where returned files go (here)")
    parser.add_argument("--stdin", metavar="F", type=Path, help="the program's standard input (default: empty)")


def _read_request(arguments: argparse.Namespace) -> RunRequest:
    code = sys.stdin.read() if arguments.file == "-" else Path(arguments.file).read_text(encoding="utf-8")
    return RunRequest(
        code=code,
        stdin=arguments.stdin.read_bytes() if arguments.stdin else b"",
        files=tuple(InputFile(path.name, path.read_bytes()) for path in arguments.attach),
        return_patterns=tuple(arguments.names),
    )


def _write_files(result: RunResult, folder: Path) -> bool:
    """Write what came back below `folder`, and say what did not. Returns whether all of it is there."""
    whole = True
    for file in result.output_files:
        error = file.error if file.content is None else _written(folder / file.name, file.content)
        if error:
            print(f"{file.name}: {error}", file=sys.stderr)
            whole = False
    return whole


def _written(target: Path, content: bytes) -> str | None:
    """Write one file; what went wrong, or None."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        return f"cannot be written to {target.parent}: {error.strerror}"
    return None


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


def main(arguments: argparse.Namespace) -> int:
    """Run the file that `arguments` name. Returns the exit status."""
    logging.getLogger(__package__.partition(".")[0]).addHandler(UNHEARD)
    try:
        settings = load_settings()
        request = _read_request(arguments)
    except (ConfigurationError, OSError, UnicodeDecodeError) as error:
        print(f"pysandbox: {one_line(error)}", file=sys.stderr)
        return os.EX_CONFIG if isinstance(error, ConfigurationError) else os.EX_NOINPUT
    forbidden = check_imports(request.code, settings, request.files)
    for row in forbidden:
        print(f"{row.file or arguments.file}:{row.line}: import of {row.module!r} is not allowed", file=sys.stderr)
    if forbidden:
        return os.EX_NOPERM
    # One program needs one zygote: the others would be ready for nobody.
    stock = Choice(settings.imports, settings.libraries).stock(request.code, request.files)
    sandbox = Sandbox(replace(settings, warm_stocks=frozenset({stock.value})))
    try:
        sandbox.start()
        result = sandbox.run(request)
    except (ConfigurationError, RequiredLayerError) as error:
        print(f"pysandbox: {one_line(error)}", file=sys.stderr)
        return os.EX_CONFIG
    except (EngineError, InvalidFileNameError) as error:
        print(f"pysandbox: {one_line(error)}", file=sys.stderr)
        return os.EX_SOFTWARE
    finally:
        sandbox.close()
    status = _report(result)
    whole = _write_files(result, arguments.output)
    return status if status or whole else os.EX_CANTCREAT
