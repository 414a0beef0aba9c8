"""The engine's native module, `core`: built by `scripts/build-native` from the C files of this folder, never committed.

It holds what must be out of a program's reach, or would be slow in Python. `core.pyi` says what is in it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ...errors import ConfigurationError

FOLDER = Path(__file__).resolve().parent
COMMAND = "scripts/build-native"


def source_hash() -> str:
    """SHA-256 (hexadecimal) of the C sources and of the Python that they are compiled for."""
    import hashlib  # not for the zygote, which imports this package as well

    digest = hashlib.sha256(str(sys.implementation.cache_tag).encode())
    for path in sorted([*FOLDER.glob("*.c"), *FOLDER.glob("*.h")]):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def check() -> None:
    """Make sure that `core` is there and was built from these sources.

    Raises:
        ConfigurationError: it is missing or stale; the message names the command that builds it.
    """
    try:
        from . import core
    except ImportError as error:
        raise ConfigurationError(f"the native module cannot be loaded ({error}): run {COMMAND}") from error
    if source_hash() != core.SOURCE_HASH:
        raise ConfigurationError(f"the native module was built from other sources: run {COMMAND}")
