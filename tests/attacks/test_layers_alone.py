"""Each layer alone stops what is its own and no more; with none, every attack succeeds.

Apart from `test_attacks`, so that two workers share what takes longest.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox

from tests.attacks import corpus
from tests.support import AS_ROOT, EXPECTED_LAYERS, only, open_to_others

ATTACKS = corpus.load()
SABOTAGED = [row for row in ATTACKS if row.alone is not None and row.family not in corpus.DANGEROUS]


@pytest.fixture(scope="module")
def with_layers(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """One with just the layers of the tests' parameter, for all of them that have the same."""
    # Time is the host's to take: on a busy machine it must not look like a layer's doing.
    patience = {} if request.param == corpus.LAMBDA_LAYERS else {"SANDBOX_TIMEOUT_SECONDS": "20"}
    layers = only(*request.param)
    with (
        open_to_others(Path(sys.prefix) / "guest") as libraries,  # what the uid alone would hide is not its merit
        corpus.started(**layers, **patience, SANDBOX_GUEST_LIBRARIES=str(libraries)) as sandbox,
    ):
        yield sandbox


@pytest.mark.parametrize("with_layers", [(layer,) for layer in sorted(EXPECTED_LAYERS)], ids="".join, indirect=True)
def test_deny_by_a_layer_alone_what_is_its_own(with_layers: Sandbox) -> None:
    (layer,) = (row.name for row in with_layers.layers if row.state == "active")
    own = {row.key for row in SABOTAGED if row.is_stopped_by(layer, as_root=AS_ROOT)}
    # A uid without privileges is stopped by the kernel where root is not: of the others it tells nothing.
    tried = [row for row in SABOTAGED if AS_ROOT or row.key in own]
    through = {row.key for row in tried if row.goes_through(with_layers)}
    # An attack on what all programs of a machine share can be spoilt by another of them: it goes through at times.
    through |= {row.key for row in tried if row.key not in through | own and row.goes_through(with_layers)}
    assert {row.key for row in tried} - through == own


@pytest.mark.parametrize("with_layers", [("rlimits",)], ids="".join, indirect=True)
def test_deny_by_the_limits_alone_what_asks_for_too_much(with_layers: Sandbox) -> None:
    for attack in ATTACKS:
        if "rlimits" in (attack.alone or ()):
            result = with_layers.run(RunRequest(attack.code))
            # On a disk of its own size, «disk full» is the file system's to tell.
            ended = (result.exit_code, result.exception.type if result.exception else None)
            assert ended == (attack.exit_code, attack.exception), attack.name


@pytest.mark.parametrize("with_layers", [corpus.LAMBDA_LAYERS], ids=["Lambda's"], indirect=True)
def test_deny_by_the_layers_of_lambda_together_every_attack(with_layers: Sandbox) -> None:
    assert {row.key for row in ATTACKS if row.goes_through(with_layers)} == set()


@pytest.mark.parametrize("with_layers", [()], ids=["no layer"], indirect=True)
def test_allow_every_attack_without_any_layer(with_layers: Sandbox) -> None:
    """Else they would prove nothing. Root's alone: another uid is stopped by the kernel in places."""
    stopped = {row.key for row in SABOTAGED if not row.goes_through(with_layers)}
    assert stopped <= (set() if AS_ROOT else {row.key for row in SABOTAGED if "uid" in (row.alone or ())})


@pytest.mark.parametrize("with_layers", [()], ids=["no layer"], indirect=True)
def test_allow_finding_within_one_process_all_that_a_run_leaves(with_layers: Sandbox) -> None:
    """Else the fresh process of every run would be no boundary, and looking for what another left no attack."""
    missed = set()
    for row in ATTACKS:
        if row.before is not None and row.alone is None:
            both = f"exec({row.before!r}, {{}})\nexec({row.code!r}, {{}})"
            if corpus.THROUGH not in with_layers.run(RunRequest(both)).stdout:
                missed.add(row.name)
    assert missed == set()


REACHABLE = """
import random
sys = random._os.sys
gc, builtin = sys.modules['gc'], type(len)
seen = {id(sys.modules): sys.modules, id(object): object}
waiting = [sys.modules, object]
while waiting:
    holder = waiting.pop()
    inner = gc.get_referents(holder)
    if isinstance(holder, type):
        inner += type.__subclasses__(holder) if holder is not type else []
    for value in inner:
        if id(value) not in seen:
            seen[id(value)] = value
            waiting.append(value)
for value in list(seen.values()):
    module = value.__self__ if type(value) is builtin else None
    if type(module) is type(sys) and not any(item is value for item in module.__dict__.values()):
        print(module.__name__, value.__name__)
"""

REACHED = [
    "PIL._imagingft getfont",
    "builtins __import__",  # in what binds submodules; a filter for honest mistakes alone (`import_guard`)
    "posix sched_getaffinity",
    "time clock_getres",
    "time clock_gettime",
    "time clock_gettime_ns",
]


def test_deny_reaching_what_the_closed_world_took() -> None:
    """By no container, class, closure or bound method; but for `__import__` and what is in a generator's frame."""
    everything_but_the_hook = only("import_guard", "closed_world", "rlimits")
    with corpus.started(**everything_but_the_hook, SANDBOX_TIMEOUT_SECONDS="20", SANDBOX_MEMORY_MB="512") as sandbox:
        result = sandbox.run(RunRequest(REACHABLE))
        assert sorted(result.stdout.decode().splitlines()) == REACHED, result.stderr.decode()
