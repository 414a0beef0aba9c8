"""What the namespaces layer hides of the host, with every other layer off."""

from __future__ import annotations

import os
import sysconfig

from pysandbox.engine.models import RunRequest

from tests.attacks import corpus
from tests.support import only

BESIDE_THE_LIBRARY = """
import os
print(*sorted(os.listdir(os.path.join(os.path.dirname(os.__file__), 'site-packages'))), sep='\\n')
"""
INSTALLED = os.path.join(sysconfig.get_path("stdlib"), "site-packages")


def beside_the_library(*layers: str) -> list[str]:
    """What a program sees there when it has just `layers`."""
    with corpus.started(**only(*layers)) as sandbox:
        result = sandbox.run(RunRequest(BESIDE_THE_LIBRARY))
    assert result.exit_code == 0, result.stderr.decode()
    return result.stdout.decode().split()


def test_deny_seeing_what_is_installed_beside_the_standard_library() -> None:
    assert os.listdir(INSTALLED)
    assert beside_the_library("namespaces") == []


def test_allow_seeing_what_is_installed_without_any_layer() -> None:
    assert beside_the_library() == sorted(os.listdir(INSTALLED))
