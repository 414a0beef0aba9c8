"""What a run can reach on disk is nothing that a later run meets: one uid for all, and no layer that parts them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox

from tests.attacks import corpus
from tests.support import only

PLANTS = """
import os
own = os.path.dirname(os.getcwd())
above = os.path.dirname(own)
count = 0
for name in os.listdir(above):
    waiting = os.path.join(above, name)
    if waiting == own or not name.startswith('run-'):
        continue
    inner = os.path.join(waiting, 'files')
    try:
        %s
        count += 1
    except FileNotFoundError:
        pass  # the folder of a run before, which is being deleted
print(count)
"""
WAYS = {
    "files, and a folder of the name that is to be": """os.makedirs(inner, exist_ok=True)
        for folder in (waiting, inner):
            open(os.path.join(folder, 'planted.py'), 'w').write('print(1)')
            os.symlink('/etc', os.path.join(folder, 'link'))""",
    "a file of the name that is to be": "open(inner, 'w').write('planted')",
    "a link of the name that is to be": "os.symlink('/', inner)",
    "a deep tree that is shut": """os.makedirs(os.path.join(waiting, *['deep' * 20] * 20))
        os.chmod(os.path.join(waiting, 'deep' * 20), 0)""",
    "a shut folder": """open(os.path.join(waiting, 'planted'), 'w')
        os.chmod(waiting, 0)""",
}
MEETS = """
import os
print(os.listdir('.'), os.path.basename(os.getcwd()), oct(os.stat('.').st_mode))
open('own.txt', 'w').write('own')
print(open(os.path.join(os.getcwd(), 'own.txt')).read())
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A stand-in for Lambda after the language layer has fallen: limits alone, one uid, no mounts."""
    with corpus.started(**only("rlimits", "nondumpable")) as started:
        yield started


@pytest.mark.parametrize("way", WAYS)
def test_deny_meeting_what_a_run_plants_where_spares_wait(sandbox: Sandbox, way: str) -> None:
    while sandbox.ready_spares < sandbox.wanted_spares:
        time.sleep(0.01)
    planted = sandbox.run(RunRequest(PLANTS % WAYS[way]))
    assert planted.exit_code == 0, planted.stderr.decode()
    assert int(planted.stdout) >= 1
    for _ in range(sandbox.wanted_spares + 1):
        result = sandbox.run(RunRequest(MEETS, return_patterns=("**",)))
        assert result.stdout.decode() == "[] files 0o40700\nown\n", result.stderr.decode()
        assert [row.name for row in result.output_files] == ["own.txt"]
