"""Events at random: names of the policy, and arguments of every shape that is likely to confuse somebody."""

from __future__ import annotations

import random
from typing import Any

from tests.native.armed import Event
from tests.native.model import ENDED, Model


class Text(str):
    """A str whose methods would lie or run code, were they called."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise AssertionError("compared")

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        raise AssertionError("converted")

    __repr__ = __str__

    def __fspath__(self) -> str:
        raise AssertionError("asked for its path")

    def startswith(self, *_: object) -> bool:
        raise AssertionError("asked for its beginning")

    encode = split = startswith  # type: ignore[assignment]


class Bytes(bytes):
    """Bytes of another type."""

    __slots__ = ()


class PathLike:
    """A path by a method, which the hook must not call."""

    def __fspath__(self) -> str:
        raise AssertionError("asked for its path")


def parts(model: Model) -> list[str]:
    """What paths are put together from."""
    library = model.readable[0].rstrip("/")
    return [
        *(
            "",
            "/",
            "/",
            "/",
            ".",
            "..",
            "...",
            ". .",
            "a",
            "file",
            "data.txt",
            "inner",
            "passwd",
            "etc",
            "\0",
            "ü",
            "中",
        ),
        *(
            "\udcff",
            "\udc80",
            "\udc2e\udc2e",
            "\ud800",
            "\udbff",
            "\U0001f600",
            "x" * 255,
            "y" * 4095,
            "z" * 1300 + "é",
        ),
        *(model.own, model.own + "x", model.own + "/", library, library + "/", library + "/data.txt", library + "x/"),
        *(library + "/ünd\udcff", library + "/none", "~", "//", "/proc/self/cwd/", "\n", "\x7f", "\x80", "\xff"),
    ]


def path(draw: random.Random, model: Model) -> Any:
    """A path of some type."""
    text = "".join(draw.choices(parts(model), k=draw.randint(0, 5)))
    kind = draw.randrange(6)
    if kind == 0:
        return Text(text)
    if kind == 1:
        return text.encode("utf-8", "surrogatepass")
    if kind == 2:
        return Bytes(text.encode("utf-8", "surrogatepass"))
    return text


def argument(draw: random.Random, model: Model) -> Any:
    """Anything."""
    names = [*model.policy.hidden, *model.policy.unwritable, "name", "ünicode", "", "f_code\0", "__code__ "]
    return draw.choice(
        [
            *(
                None,
                True,
                False,
                0,
                1,
                2,
                3,
                200,
                -1,
                64,
                512,
                1024,
                0o2000000,
                1 << 31,
                1 << 63,
                -(1 << 63),
                1 << 200,
                1.5,
            ),
            *([], {}, object(), PathLike(), bytearray(b"a"), memoryview(b"a"), 1j, type, len),
            *(path(draw, model) for _ in range(12)),
            *(draw.choice((str, Text))(name) for name in draw.sample(names, 4)),
        ]
    )


def events(draw: random.Random, model: Model, count: int) -> list[Event]:
    """Events of the policy, half of them about files, with whatever arguments."""
    decided = [event for event, word in model.policy.decisions.items() if word not in ("allow", "refuse")]
    every = sorted(model.policy.decisions)
    found: list[Event] = []
    while len(found) < count:
        event = draw.choice((draw.choice(every), draw.choice(decided), "open"))
        arguments = tuple(argument(draw, model) for _ in range(draw.randint(0, 4)))
        if event == "open" and draw.random() < 0.7:
            arguments = (path(draw, model), draw.choice((None, "r", "w")), draw.choice((0, 1, 2, 64, 524288, 2097152)))
        if event == "pickle.find_class" and draw.random() < 0.7:
            arguments = _class_name(draw, model)
        if model.decide(event, arguments) != ENDED:
            found.append((event, arguments))
    return found


def _class_name(draw: random.Random, model: Model) -> tuple[Any, Any]:
    """The module and name of something on the list, or of two things."""
    module, _, name = draw.choice(model.policy.classes).partition(":")
    if draw.random() < 0.5:
        name = draw.choice(model.policy.classes).partition(":")[2] + draw.choice(("", ".x", "\0", ":"))
    return draw.choice((str, Text))(module), name
