"""Every attack of the corpus ends exactly as its row says; each layer alone stops what is its own, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pysandbox.engine.models import RunRequest, RunResult
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Stock

from tests.attacks import corpus
from tests.support import AS_ROOT, EXPECTED_LAYERS, make_settings, only, run_folder

ATTACKS = corpus.load()
VARIABLES = {"SANDBOX_TIMEOUT_SECONDS": "1", "SANDBOX_MEMORY_MB": "64", "SANDBOX_MAX_CONCURRENCY": "2"}
DANGEROUS = frozenset({"resources"})
"""Families that are not let loose where their layer is off."""
NOT_LOADED = frozenset({("gadgets", "pickle"), ("network", "urllib")})
"""What these take out of sys.modules is not there in a lean child."""
SABOTAGED = [row for row in ATTACKS if row.alone is not None and row.family not in DANGEROUS]


def started(**variables: str) -> Iterator[Sandbox]:
    with run_folder() as folder:
        sandbox = Sandbox(make_settings(folder, **(VARIABLES | variables)))
        sandbox.start()
        yield sandbox
        sandbox.close()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One with every layer."""
    yield from started()


@pytest.fixture
def with_layers(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """One with just the layers of the test's parameter."""
    yield from started(**only(*request.param))


def went_through(result: RunResult) -> bool:
    return corpus.THROUGH in result.stdout


@pytest.mark.parametrize("stock", [Stock.FULL, Stock.LEAN])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.family}: {attack.name}")
def test_it_ends_at_its_boundary(
    sandbox: Sandbox, attack: corpus.Attack, stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    if stock is Stock.FULL:
        monkeypatch.setattr(sandbox, "stock_for", lambda _: Stock.FULL)
    result = sandbox.run(RunRequest(attack.code))
    assert not went_through(result)
    if stock is Stock.LEAN and (attack.family, attack.name) in NOT_LOADED:
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
    assert sandbox.run(RunRequest("print(1)")).stdout == b"1\n"


@pytest.mark.parametrize(
    "with_layers", [(layer,) for layer in sorted(EXPECTED_LAYERS - {"nondumpable"})], ids="".join, indirect=True
)
def test_a_layer_alone_stops_what_is_its_own(with_layers: Sandbox) -> None:
    (layer,) = (row.name for row in with_layers.layers if row.state == "active")
    own = {(row.family, row.name) for row in SABOTAGED if layer in (row.alone or ())}
    stopped = {(r.family, r.name) for r in SABOTAGED if not went_through(with_layers.run(RunRequest(r.code)))}
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


@pytest.mark.parametrize("with_layers", [()], ids=["no layer"], indirect=True)
def test_without_any_layer_the_attacks_succeed(with_layers: Sandbox) -> None:
    """Else they would prove nothing. Root's alone: another uid is stopped by the kernel in places."""
    stopped = {(r.family, r.name) for r in SABOTAGED if not went_through(with_layers.run(RunRequest(r.code)))}
    assert stopped <= (
        {(row.family, row.name) for row in SABOTAGED if "uid" in (row.alone or ())} if not AS_ROOT else set()
    )


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


def test_there_are_at_least_two_hundred_and_every_layer_has_its_own() -> None:
    assert len(ATTACKS) >= 200
    assert frozenset().union(*(row.alone or () for row in ATTACKS)) >= EXPECTED_LAYERS - {"nondumpable"}
