"""`pysandbox`, or `python -m pysandbox`: run one file, serve, or see what this machine offers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from . import __version__
from .commands import doctor, run

SUBCOMMANDS = ("run", "serve", "doctor")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pysandbox", description="Run untrusted Python in a sandbox.")
    parser.add_argument("--version", action="version", version=f"pysandbox {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    run.add_arguments(
        commands.add_parser(
            "run", help="run one file", description=run.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
        )
    )
    commands.add_parser("serve", help="serve the API on HOST:PORT; `serve --help` lists every setting", add_help=False)
    commands.add_parser("doctor", help="what this machine's kernel gives the sandbox, and what is missing")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """The command. Returns its exit status."""
    argv = list(sys.argv[1:] if argv is None else argv)
    if argv and argv[0] not in SUBCOMMANDS and (argv[0] == "-" or not argv[0].startswith("-")):
        argv.insert(0, "run")  # `python -m pysandbox FILE` is short for it
    if argv[:1] == ["serve"]:
        from . import serve  # uvicorn and all that HTTP needs, which nobody else waits for

        return serve.main(argv=argv[1:])
    arguments = _parser().parse_args(argv)
    return doctor.main() if arguments.command == "doctor" else run.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
