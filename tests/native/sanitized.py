"""The native module under sanitizers: `python -m tests.native.sanitized MODULE [SECONDS]`, for `make check-native`.

Decisions, paths, tracebacks and sources at random, until they have taken so much of a processor's time; each answer is
compared with Python's. What a sanitizer finds ends the process with its report. With `--plant` one answer is falsified,
to show that it would be seen.
"""

from __future__ import annotations

import importlib.util
import os
import random
import sys
import tempfile
from pathlib import Path
from types import ModuleType

NAME = "pysandbox.engine.native.core"
EVENTS_A_ROUND = 500
TRACEBACKS_A_ROUND = 30


def load(path: str) -> ModuleType:
    """The module at `path` in place of the one that is built for use."""
    spec = importlib.util.spec_from_file_location(NAME, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[NAME] = module
    return module


def main(path: str, seconds: float, *, plant: bool) -> int:
    """Compare until that took `seconds` of a processor. Returns the exit code: 1 when an answer was wrong."""
    core = load(path)
    from tests.native import armed, cases, tracebacks  # what loads the module by its name

    rounds, end = 0, used_s() + seconds
    with tempfile.TemporaryDirectory() as folder:
        model = armed.prepare(Path(folder).resolve())
        library = Path(folder).resolve() / "library"
        (library / "a.py").write_bytes(b"1\n" * 1000)
        (library / "b.py").write_bytes(b"2\n")
        core.prepare_sources("site-packages", str(library))
        core.name_sources(("site-packages/a.py",))
        while used_s() < end or not rounds:
            draw = random.Random(rounds)
            events = cases.events(draw, model, EVENTS_A_ROUND)
            for event, answer in zip(events, armed.outcomes(model, events), strict=True):
                if answer != ("planted" if plant else model.decide(*event)):
                    return fail(rounds, event, answer)
            for _ in range(TRACEBACKS_A_ROUND):
                first = tracebacks.failing(draw)
                if core.frames(first) != tracebacks.expected(first):
                    return fail(rounds, "frames", core.frames(first))
                if core.last_names(first) != tracebacks.expected_names(first):
                    return fail(rounds, "names", core.last_names(first))
                core.last_self_has(first, "a"), core.last_self_is(first, 3)
            for _ in range(EVENTS_A_ROUND):
                path = cases.path(draw, model)
                core.source(path)
                core.source(f"site-packages/{path}.py" if type(path) is str else None)
            others = [core.source(f"site-packages/{name}") for name in ("../a.py", "b.py")]
            if core.source("site-packages/a.py") != b"1\n" * 1000 or others != [None, None]:
                return fail(rounds, "source", None)
            rounds += 1
        for name in ("socket.connect", "", "x" * 5000):
            if armed.ending(model, name) != "ended":
                return fail(rounds, name, "goes on")
    print(f"native: {rounds} rounds, {rounds * EVENTS_A_ROUND} events, {rounds * TRACEBACKS_A_ROUND} tracebacks")
    return 0


def used_s() -> float:
    """The processor time of this process and of those that it waited for: the same work beside others as alone."""
    return sum(os.times()[:4])


def fail(number: int, what: object, answer: object) -> int:
    """Say what was wrong."""
    print(f"native: round {number}: {what!r} gives {answer!r}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--plant"]
    sys.exit(main(given[0], float(given[1]) if len(given) > 1 else 20.0, plant="--plant" in sys.argv))
