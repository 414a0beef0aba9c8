"""Write docs/settings.md from the table of settings."""

from __future__ import annotations

from pathlib import Path

from pysandbox import settings_table

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "settings.md"

INTRODUCTION = """# Settings

Every setting is an environment variable. A value out of its bounds, or a `SANDBOX_` name that is not here, stops the
start with one line that says what is wrong. `python -m pysandbox.serve --help` prints the same list. On AWS the
template sets them; its parameters are in [operations.md](operations.md).

*Where*: `server` is your own machine, `AWS` the deployed functions, `tests` never in production. This page is written
by `make settings-doc`.

"""


def text() -> str:
    """The whole document."""
    return INTRODUCTION + settings_table.as_markdown()


if __name__ == "__main__":
    DOCUMENT.write_text(text(), encoding="utf-8")
