"""Every attack of the corpus ends exactly as its row says; each layer alone stops what is its own, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Stock
from pysandbox.settings import LAYERS

from tests.attacks import corpus
from tests.support import AS_ROOT, EXPECTED_LAYERS, only

ATTACKS = corpus.load()
SABOTAGED = [row for row in ATTACKS if row.alone is not None and row.family not in corpus.DANGEROUS]


def started(**variables: str) -> Iterator[Sandbox]:
    with corpus.started(**variables) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One with every layer, that still serves at the end."""
    for sandbox in started():
        yield sandbox
        assert sandbox.run(RunRequest("print(1)")).stdout == b"1\n"


@pytest.fixture
def with_layers(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """One with just the layers of the test's parameter."""
    # Time is the host's to take: on a busy machine it must not look like a layer's doing.
    patience = {} if request.param == corpus.LAMBDA_LAYERS else {"SANDBOX_TIMEOUT_SECONDS": "20"}
    yield from started(**only(*request.param), **patience)


@pytest.mark.parametrize("stock", [Stock.FULL, Stock.LEAN])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.family}: {attack.name}")
def test_it_ends_at_its_boundary(
    sandbox: Sandbox, attack: corpus.Attack, stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    if stock is Stock.FULL:
        monkeypatch.setattr(sandbox, "stock_for", lambda _: Stock.FULL)
    result = attack.run(sandbox)
    assert corpus.THROUGH not in result.stdout
    if stock is Stock.LEAN and (attack.family, attack.name) in corpus.NOT_LOADED_IN_LEAN:
        assert result.exception is not None
        assert result.exception.type == "KeyError"
        return
    assert (result.termination_reason, result.exit_code) == (attack.ends, attack.exit_code), result.stderr.decode()
    assert result.violation == attack.violation
    assert result.blocked_imports == attack.blocked
    if attack.violation is None:
        exception = result.exception
        assert (exception.type if exception else None) == attack.exception
        number = re.match(r"\[Errno (\d+)\]", exception.message if exception else "")
        assert (int(number[1]) if number else None) == attack.errno
    if attack.stdout is not None:
        assert result.stdout.decode() == attack.stdout


@pytest.mark.parametrize("with_layers", [(layer,) for layer in sorted(EXPECTED_LAYERS)], ids="".join, indirect=True)
def test_a_layer_alone_stops_what_is_its_own(with_layers: Sandbox) -> None:
    (layer,) = (row.name for row in with_layers.layers if row.state == "active")
    own = {row.key for row in SABOTAGED if row.is_stopped_by(layer, as_root=AS_ROOT)}
    stopped = {row.key for row in SABOTAGED if not row.goes_through(with_layers)}
    # A uid without privileges is stopped by the kernel where root is not.
    assert own <= stopped
    assert stopped == own or not AS_ROOT


@pytest.mark.parametrize("with_layers", [("rlimits",)], ids="".join, indirect=True)
def test_the_limits_alone_stop_what_asks_for_too_much(with_layers: Sandbox) -> None:
    for attack in ATTACKS:
        if "rlimits" in (attack.alone or ()):
            result = with_layers.run(RunRequest(attack.code))
            # On a disk of its own size, «disk full» is the file system's to tell.
            ended = (result.exit_code, result.exception.type if result.exception else None)
            assert ended == (attack.exit_code, attack.exception), attack.name


@pytest.mark.parametrize("with_layers", [corpus.LAMBDA_LAYERS], ids=["Lambda's"], indirect=True)
def test_the_layers_of_lambda_stop_every_attack_together(with_layers: Sandbox) -> None:
    assert {row.key for row in ATTACKS if row.goes_through(with_layers)} == set()


@pytest.mark.parametrize("with_layers", [()], ids=["no layer"], indirect=True)
def test_without_any_layer_the_attacks_succeed(with_layers: Sandbox) -> None:
    """Else they would prove nothing. Root's alone: another uid is stopped by the kernel in places."""
    stopped = {row.key for row in SABOTAGED if not row.goes_through(with_layers)}
    assert stopped <= (set() if AS_ROOT else {row.key for row in SABOTAGED if "uid" in (row.alone or ())})


@pytest.mark.parametrize("with_layers", [()], ids=["no layer"], indirect=True)
def test_within_one_process_all_that_a_run_leaves_is_found(with_layers: Sandbox) -> None:
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


def test_nothing_that_the_closed_world_took_can_be_reached() -> None:
    """Not through any container, class, closure or bound method; but for what stands in a generator's frame."""
    everything_but_the_hook = only("import_guard", "closed_world", "rlimits")
    for sandbox in started(**everything_but_the_hook, SANDBOX_TIMEOUT_SECONDS="20", SANDBOX_MEMORY_MB="512"):
        result = sandbox.run(RunRequest(REACHABLE))
        assert result.stdout.decode().splitlines() == ["PIL._imagingft getfont"], result.stderr.decode()


def test_every_program_fits_into_a_request() -> None:
    assert {row.name for row in ATTACKS if len(row.code) > corpus.MAX_CODE_CHARACTERS} == set()


def test_there_are_at_least_260_in_every_family_and_every_layer_has_its_own() -> None:
    assert len({row.key for row in ATTACKS}) == len(ATTACKS) >= 260
    families = {family: sum(row.family == family for row in ATTACKS) for family in corpus.FAMILIES}
    assert {row.family for row in ATTACKS} == set(families)
    assert all(count >= 7 for count in families.values()), families
    assert frozenset().union(*(row.alone or () for row in ATTACKS)) == frozenset(LAYERS)
