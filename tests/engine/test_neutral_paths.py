"""No path of the installation is in what a program sees; what libraries need of it still works."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pysandbox.engine.models import RunRequest, RunResult
from pysandbox.settings import load_settings

from tests.attacks import corpus
from tests.support import only

type Run = Callable[..., RunResult]
ROOTS = (
    str(load_settings({}).guest_libraries),
    str(Path(__file__).parents[2]),
    sys.base_prefix,
    os.path.realpath(sys.base_prefix),
)

EVERYWHERE = """
import random, PIL.features, numpy as np, json, ast, fpdf
os = random._os
sys = os.sys
print(os.stat.__code__.co_filename, json.loads.__code__.co_filename, np.mean.__wrapped__.__code__.co_filename)
print(np.__file__, np.__spec__, np.__path__, json.__file__, json.__spec__, json.__cached__, json.__loader__.path)
print(os.__file__, os.__spec__, os.__spec__.loader_state, sys.prefix, sys.base_prefix, sys.exec_prefix, sys.executable)
print(sys._base_executable, sys.orig_argv, sys.argv, sys._stdlib_dir, sys.path, sys.path_importer_cache)
PIL.features.pilinfo(supported_formats=False)
np.show_runtime()
print(vars(license))
for name, module in list(sys.modules.items()):
    if name.split('.')[0] != 'reportlab':
        print(*(repr(getattr(module, n, '')) for n in ('__file__', '__path__', '__spec__', '__cached__')))
        for value in list(vars(module).values()) if hasattr(module, '__dict__') else ():
            if type(value) is str: print(value)
            if type(value) is list: print(*[item for item in value if type(item) is str])
            if type(value) is type(os.walk):
                print(value.__code__.co_filename, value.__globals__.get('__file__'))
                print(*[item for item in value.__defaults__ or () if type(item) is str])
            for method in list(vars(value).values()) if isinstance(value, type) else ():
                if type(method) is type(os.walk) and method.__globals__.get('__name__') not in sys.modules:
                    print(*[item for item in method.__globals__.values() if type(item) is str])
"""


def shown_in(result: RunResult) -> list[str]:
    """The folders of the installation that the program has printed."""
    assert result.exit_code == 0, result.stderr.decode()
    assert len(result.stdout) > 50_000
    return [root for root in ROOTS if root != "/usr" and root.encode() in result.stdout + result.stderr]


def test_deny_the_name_of_any_folder_of_the_installation(run: Run) -> None:
    assert shown_in(run(EVERYWHERE)) == []


@pytest.mark.unprivileged
def test_deny_it_without_the_kernels_layers_too() -> None:
    with corpus.started(**only(*corpus.LAMBDA_LAYERS), SANDBOX_TIMEOUT_SECONDS="20") as sandbox:
        assert shown_in(sandbox.run(RunRequest(EVERYWHERE))) == []


def test_code_modules_and_tracebacks_agree(run: Run) -> None:
    code = "import json\nprint(json.__file__, json.loads.__code__.co_filename)\njson.loads('{')"
    result = run(code)
    name = "lib/python3.13/json/__init__.py"
    assert result.stdout.decode().split() == [name, name]
    assert f'File "{name}", line' in result.stderr.decode()
