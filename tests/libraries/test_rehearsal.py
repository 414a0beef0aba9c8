"""What the data set has rehearsed leaves nothing for a program to see but caches, and pays for what it does."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from pysandbox.policy.stocks import load_rows

from tests.libraries.bare import ROOT, Bare

PROGRAM = """
import json, sys, warnings
import decimal, logging, random
import matplotlib.pyplot, matplotlib.units, numpy, openpyxl, pandas, scipy.stats, seaborn, sklearn, sympy
import PIL.Image
PIL.Image.init()
PIL.Image._initialized = 0
sys.path.insert(0, {tests!r})
import sees
warnings.simplefilter("error")
state = lambda: [
    random.getstate(), repr(numpy.random.get_state()), repr(numpy.geterr()), repr(decimal.getcontext()),
    matplotlib.pyplot.get_fignums(), repr(dict(matplotlib.rcParams)), list(map(repr, matplotlib.units.registry)),
    repr(numpy.get_printoptions()), pandas.describe_option("", _print_desc=False), list(logging.root.handlers),
]
before = state()
print(json.dumps([sees.changed_by(json.loads(sys.argv[1])), before == state()]))
"""

CACHES = {
    "matplotlib._mathtext.DejaVuSansFonts._fontmap",
    "matplotlib.colors.ColorConverter.cache",
    "matplotlib.mathtext.MathTextParser._parser",
    "matplotlib.path.Path._unit_circle",
    "matplotlib.path.Path._unit_rectangle",
    "sklearn.utils.parallel._threadpool_controller",
    "sympy.core.basic.Basic._constructor_postprocessor_mapping",
    "sympy.core.cache.CACHE",
    "_strptime._regex_cache",
    "re._cache",
    # What imports add to, which here are not over.
    "encodings._cache",
    "linecache.cache",
    "sys.modules",
    "sys.path_importer_cache",
    "typing._overload_registry",
}
"""What the libraries and the interpreter keep so as not to work it out again."""

KEPT_OF_CLASSES = (".__slotnames__", ".__annotations__")
"""Made by the interpreter when a class is first asked for it (copyreg; type.__annotations__)."""


def test_a_program_sees_nothing_of_it_but_caches(bare_cpython: Bare) -> None:
    program = PROGRAM.format(tests=str(Path(__file__).parent))
    command = [str(bare_cpython.python), "-c", program, json.dumps(load_rows("data").rehearse)]
    environ = {"PYTHONPATH": str(bare_cpython.libraries), **bare_cpython.environ}
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    changed, same_state = json.loads(done.stdout)
    changed = [name for name in changed if not name.endswith(KEPT_OF_CLASSES) and not name.startswith("_cython_")]
    assert sorted(set(changed) - CACHES) == []
    assert same_state
