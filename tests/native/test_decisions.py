"""The hook decides every audit event as the policy says, whatever its arguments are."""

from __future__ import annotations

import os
import random
import re
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pysandbox.engine.layers import audit_hook
from pysandbox.engine.native import core

from tests.native import armed, cases
from tests.native.armed import Event
from tests.native.model import ALLOWED, ENDED, NOT_FOUND, PERMISSION, REPORT_FD, Model

FOREIGN = [
    *(
        "socket.__new__",
        "socket.connect",
        "socket.bind",
        "socket.getaddrinfo",
        "subprocess.Popen",
        "os.system",
        "os.exec",
    ),
    *("os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.kill", "os.killpg", "ctypes.dlopen", "ctypes.dlsym"),
    *("ctypes.call_function", "ctypes.addressof", "cpython.PyInterpreterState_New", "cpython.run_command", "pty.spawn"),
    *("sys.addaudithook", "sys.set_asyncgen_hooks_firstiter", "resource.setrlimit", "fcntl.fcntl", "fcntl.ioctl"),
    *(
        "_thread.start_new_thread",
        "_thread.start_joinable_thread",
        "setopencodehook",
        "syslog.openlog",
        "winreg.OpenKey",
    ),
    *("", "open ", "Open", "compile2", "compil", "builtins.id.x", "ünicode", "x" * 5000),
]
"""Events of CPython 3.13 that no list names, and names of nothing."""


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with tempfile.TemporaryDirectory() as folder:
        yield armed.prepare(Path(folder).resolve())


def standard_library_events() -> list[str]:
    """What the Python part of the standard library announces."""
    folder = Path(sysconfig.get_path("stdlib"))
    sources = [*folder.glob("*.py"), *folder.glob("[a-z]*/*.py")]
    found = {
        name
        for path in sources
        if "test" not in path.parts
        for name in re.findall(r"\bsys\.audit\(\s*[\"']([\w./]+)", path.read_text(encoding="utf-8", errors="replace"))
    }
    assert {"glob.glob", "shutil.rmtree", "urllib.Request"} <= found
    return sorted(found)


def test_every_event_of_the_policy_is_decided_as_it_says_when_it_has_no_arguments(model: Model) -> None:
    events: list[Event] = [(event, ()) for event in model.policy.decisions]
    assert armed.outcomes(model, events) == [model.decide(*event) for event in events]


@pytest.mark.parametrize("event", FOREIGN, ids=lambda event: event[:20])
def test_an_event_that_no_list_names_ends_the_process_and_the_host_is_told(model: Model, event: str) -> None:
    assert armed.ending(model, event) == ENDED


def test_every_event_of_the_standard_library_is_listed_or_ends_the_process(model: Model) -> None:
    for event in standard_library_events():
        listed = model.policy.decisions.get(event)
        expected = {None: ENDED, "allow": ALLOWED}.get(listed, "refused")
        assert armed.ending(model, event) == expected, event


def _paths(model: Model) -> list[tuple[object, str]]:
    own, library = model.own, model.readable[0]
    return [
        *(
            (path, ALLOWED)
            for path in (
                "file",
                b"file",
                "",
                "./a/b",
                "...",
                "\udcff",
                own,
                own + "/file",
                "x" * 4095,
                0,
                1,
                2,
                3,
                1 << 31,
            )
        ),
        *((path, ALLOWED) for path in (os.fsencode(own + "/file"), cases.Text("file"), library + "data.txt")),
        *((path, ALLOWED) for path in (cases.Text(library + "data.txt"), library + "ünd\udcff")),
        *((path, PERMISSION) for path in (library, library + "inner", library.rstrip("/"), own[:-1], own + "x", "..")),
        *((path, PERMISSION) for path in ("a/..", "../a", own + "/../file", library + "../own/file", b"a/../b")),
        *((path, PERMISSION) for path in ("/etc/passwd", "//etc/passwd", b"/etc/passwd", cases.Text("/etc/passwd"))),
        *((path, PERMISSION) for path in ("a\0b", b"a\0b", "\ud800", "\udc7f", "\udd00", cases.Bytes(b"file"))),
        *(
            (path, PERMISSION)
            for path in (cases.PathLike(), None, REPORT_FD, -1, True, 1 << 80, bytearray(b"file"), 1.0)
        ),
        *((path, "OSError") for path in ("x" * 4096, b"x" * 4096, "é" * 2048)),
        (library + "none", "FileNotFoundError"),
        (library + "data.txt/x", "NotADirectoryError"),
    ]


@pytest.mark.unprivileged
def test_paths(model: Model) -> None:
    rows = _paths(model)
    events: list[Event] = [("open", (path, "r", os.O_RDONLY | os.O_CLOEXEC)) for path, _ in rows]
    assert armed.outcomes(model, events) == [answer for _, answer in rows]


@pytest.mark.unprivileged
@pytest.mark.parametrize(
    "flags", [os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND, None, "", True, 1 << 70]
)
def test_what_may_be_read_may_not_be_written(model: Model, flags: object) -> None:
    path = model.readable[0] + "data.txt"
    assert armed.outcomes(model, [("open", (path, "r", flags)), ("open", ("file", "r", flags))]) == [
        PERMISSION,
        ALLOWED,
    ]


def test_what_is_not_loaded_is_not_there(model: Model) -> None:
    events: list[Event] = [
        ("import", (name, None, [], [], [])) for name in ("a", "a.b", cases.Text("c"), "ü", "", b"a")
    ]
    assert armed.outcomes(model, events) == [*[NOT_FOUND] * 5, PERMISSION]


@pytest.mark.parametrize(
    ("named", "answer"),
    [
        *((tuple(name.split(":")), ALLOWED) for name in audit_hook.load_policy().classes),
        *((("__main__", name), ALLOWED) for name in ("Point", "_", "*")),
        *((("__main__", name), PERMISSION) for name in ("random._os.system", "a.b", ".", "x\0", "x" * 600)),
        (("posix", "system"), PERMISSION),
        *(
            (("builtins", name), PERMISSION)
            for name in ("eval", "exec", "getattr", "__import__", "open", "int.real", "")
        ),
        *((("operator", name), PERMISSION) for name in ("attrgetter", "methodcaller", "itemgetter")),
        *((pair, PERMISSION) for pair in [("functools", "partial"), ("numpy", "os"), ("numpy", "ndarray.dump")]),
        *((pair, PERMISSION) for pair in [("numpy:ndarray", ""), ("numpy", "ndarray\0"), ("numpy\0", "ndarray")]),
        *((pair, PERMISSION) for pair in [("", "numpy:ndarray"), ("numpy", "ndarray "), ("Numpy", "ndarray")]),
        *((pair, PERMISSION) for pair in [(cases.Text("numpy"), "ndarray"), ("numpy", cases.Text("ndarray"))]),
        *((pair, PERMISSION) for pair in [(b"numpy", "ndarray"), ("numpy", None), ("numpy",), ()]),
        *((pair, PERMISSION) for pair in [("numpy", 1), ("nümpy", "ndarray"), ("x" * 600, "y")]),
    ],
)
def test_a_pickle_makes_plain_values_alone(model: Model, named: tuple[object, ...], answer: str) -> None:
    assert armed.outcomes(model, [("pickle.find_class", named)]) == [answer]
    assert model.decide("pickle.find_class", named) == answer


@pytest.mark.parametrize("seed", range(8))
def test_any_event_with_any_arguments_is_decided_as_the_model_says(model: Model, seed: int) -> None:
    events = cases.events(random.Random(seed), model, 4000)
    for event, answer in zip(events, armed.outcomes(model, events), strict=True):
        assert answer == model.decide(*event), event


def test_the_policy_is_handed_over_once_and_not_when_a_program_runs(model: Model) -> None:
    with pytest.raises(RuntimeError, match="prepared already"):
        audit_hook.prepare(model.policy, model.readable)

    def look(fd: int) -> None:
        calls: list[tuple[Callable[..., object], tuple[object, ...]]] = [
            (core.prepare_hook, ({}, (), (), (), (), (), b"V", 0)),
            (core.arm_hook, ("/", 1)),
            (core.prepare_sources, ("etc", "/etc")),
            (core.name_sources, (("etc/x.py",),)),
            (core.set_dumpable, (1,)),
        ]
        for call, arguments in calls:
            try:
                call(*arguments)
            except PermissionError as error:
                os.write(fd, f"{error}\n".encode())

    assert armed.in_child(model, look) == (0, [b"", b"this process is locked down\n" * 5])


@pytest.mark.parametrize("own", ["", "relative", "/", "//", "/a\0b", "/" + "x" * 5000])
def test_only_a_folder_can_be_a_runs_own(model: Model, own: str) -> None:
    assert model.own != own
    with pytest.raises(ValueError, match="not the absolute path of a folder"):
        core.arm_hook(own, 1)
