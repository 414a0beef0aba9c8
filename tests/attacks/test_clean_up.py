"""Nothing stays on disk, whatever a run made of its folder where nothing but its permissions holds it."""

from __future__ import annotations

import pytest
from pysandbox.engine.models import RunRequest, TerminationReason
from pysandbox.engine.sandbox import Sandbox

from tests.support import make_settings, only, run_folder

FOLDERS = {
    "deeper than PATH_MAX": "for _ in range(100): os.mkdir('d' * 200); os.chdir('d' * 200)",
    "deeper than PATH_MAX and shut": "for _ in range(99): os.mkdir('d' * 99); os.chmod('.', 0o300); os.chdir('d' * 99)",
    "shut itself": "open('f', 'w').close()\nos.chmod('.', 0)",
    "shut folders in it": "os.makedirs('a/b/c')\nfor n in ('a/b/c', 'a/b', 'a'): os.chmod(n, 0)",
    "names of every kind": "for n in (b'a\\nb', b'\\xff\\xfe', b' ', b'-rf', b'*', b'n' * 255): os.mkdir(n)",
    "names that cleaning up gives": "for n in range(9): os.makedirs(f'.moved-{n}/x/y')",
    "links, FIFOs and sockets": "os.mkfifo('f')\nos.symlink('/etc', 'l')\nos.symlink('m', 'm')\nos.link('f', 'g')",
    "wide": "for n in range(300): os.makedirs(f'{n}/{n}')",
}


@pytest.mark.parametrize("code", FOLDERS.values(), ids=list(FOLDERS))
def test_no_file_is_left(code: str) -> None:
    with run_folder() as folder:  # asserts that it is empty at the end
        settings = make_settings(folder, SANDBOX_MAX_CONCURRENCY="1", **only("rlimits"))
        sandbox = Sandbox(settings)
        sandbox.start()
        result = sandbox.run(RunRequest(f"import os\n{code}", return_patterns=("**", "*/x", "f")))
        sandbox.close()
        assert result.termination_reason is TerminationReason.COMPLETED, result.stderr.decode()
