"""Modules of the libraries that could not be loaded: who imports one hears what broke, as without a sandbox.

Nothing can be loaded in a run, so that a module that broke is one that there is none of: "No module named
'pandas.io.formats.style'", although what is missing is Jinja2. A finder in the place of all others says that. It holds
texts alone.
"""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

MAX_REASON_CHARACTERS = 100
MAX_MESSAGE_CHARACTERS = 400


class LeftOut:
    """What could not be imported, by name."""

    def __init__(self) -> None:
        self.told: list[str] = []
        """A line each, for the operator."""
        self._reasons: dict[str, tuple[type[ImportError], str, str]] = {}

    def add(self, name: str, error: BaseException) -> None:
        """Keep why importing `name` broke, where that names no file of the installation."""
        self.told.append(f"{name}: {type(error).__name__}: {str(error)[:MAX_REASON_CHARACTERS]}")
        kind, text, missing = ImportError, f"{name} broke as it was loaded: {type(error).__name__}: {error}", name
        if isinstance(error, ImportError):
            missing = error.name or name
            kind = ModuleNotFoundError if isinstance(error, ModuleNotFoundError) else ImportError
            hidden = missing != name and sys.modules.get(missing, missing) is None
            text = f"No module named {missing!r}" if hidden else str(error)
        if "/" not in text and name.isascii():
            self._reasons[name] = (kind, text[:MAX_MESSAGE_CHARACTERS], missing)

    def find(self) -> tuple[str, ...]:
        """Have these found broken from here on; their names. What another module has loaded after all is not."""
        reasons = {name: reason for name, reason in self._reasons.items() if name not in sys.modules}
        if reasons:
            sys.meta_path[:] = [_finder(reasons)]
        return tuple(reasons)


def _finder(reasons: dict[str, tuple[type[ImportError], str, str]]) -> Any:
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        if name in reasons:
            kind, text, missing = reasons[name]
            raise kind(text, name=missing)

    return SimpleNamespace(find_spec=find_spec)
