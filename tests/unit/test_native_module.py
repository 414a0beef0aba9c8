"""The engine starts only with a native module that was built from the sources beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pysandbox.engine import native
from pysandbox.engine.sandbox import Sandbox
from pysandbox.errors import ConfigurationError
from pysandbox.settings import load_settings

MODULE = "pysandbox.engine.native.core"


def start() -> None:
    sandbox = Sandbox(load_settings({}))
    try:
        sandbox.start()
    finally:
        sandbox.close()


def test_the_module_is_that_of_these_sources() -> None:
    native.check()


def test_a_missing_module_is_refused_with_the_command_that_builds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, MODULE, None)
    monkeypatch.delattr(native, "core", raising=False)
    with pytest.raises(ConfigurationError, match=r"^the native module cannot be loaded .*: run scripts/build-native$"):
        start()


def test_a_stale_module_is_refused_with_the_command_that_builds_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for path in native.FOLDER.glob("*.[ch]"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "module.c").write_text("/* changed */\n")
    monkeypatch.setattr(native, "FOLDER", tmp_path)
    with pytest.raises(ConfigurationError, match=r"^the native module was built .*: run scripts/build-native$"):
        start()
