"""The static import check: what it finds, and that nothing makes it raise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysandbox.engine.child.import_guard import find_forbidden_imports
from pysandbox.policy import load_imports

POLICY = load_imports()


def found(code: str) -> list[tuple[str, int | None]]:
    return [(row.module, row.line) for row in find_forbidden_imports(code, POLICY)]


@pytest.mark.parametrize(
    "code",
    [
        "import numpy, json as j",
        "import numpy.linalg",
        "from PIL import Image, ImageDraw",
        "from reportlab.lib.pagesizes import A4",
        "from __future__ import annotations",
        "import collections.abc",
        "from numpy import *",
        "from . import x",
        "x = 'import os'",
        "# import os",
    ],
)
def test_allowed_imports_pass(code: str) -> None:
    assert found(code) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os", [("os", 1)]),
        ("import json, os, sys", [("os", 1), ("sys", 1)]),
        ("x = 1\nfrom os import path", [("os", 2)]),
        ("import os.path as p", [("os.path", 1)]),
        ("try:\n import os\nexcept ImportError: pass", [("os", 2)]),
        ("def f():\n  if 0:\n    import socket", [("socket", 3)]),
        ("class A:\n from subprocess import run", [("subprocess", 2)]),
        ("import numpy.f2py", [("numpy.f2py", 1)]),
        ("from numpy import f2py, linalg", [("numpy.f2py", 1)]),
        ("from PIL.ImageShow import show", [("PIL.ImageShow", 1)]),
        ("import PIL.ImageGrab.x", [("PIL.ImageGrab.x", 1)]),
        ("import numpyx", [("numpyx", 1)]),
        ("async def f():\n  import asyncio", [("asyncio", 2)]),
        ("import json; import os", [("os", 1)]),
        ("import os\nimport os", [("os", 1), ("os", 2)]),
    ],
)
def test_forbidden_imports_are_found_with_their_lines(code: str, expected: list[tuple[str, int]]) -> None:
    assert found(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        "x = ",
        "(" * 1900,
        "-" * 1999 + "1",
        "a" + ".a" * 990,
        "f(" * 190 + ")" * 190,
        "x" + "[0]" * 660,
        "if 1:\n" * 99,
        "1 if 1 else " * 160 + "1",
        "not " * 480 + "1",
        "lambda: " * 240 + "1",
        "\x00",
        "'\\N{x}'",
        "\ufeffimport json",
        "é = 1",
        "'\\d'",
        "0777",
        "1" * 1999,
        "b'é'",
        "f'{" * 100,
    ],
)
def test_no_source_makes_it_raise(code: str) -> None:
    assert find_forbidden_imports(code, POLICY) == ()


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="imporst ,.()\n\t\\'\"#=:[]{}*fbrxnumpyos0_é\x00", max_size=200))
def test_any_text_is_answered(code: str) -> None:
    for row in find_forbidden_imports(code, POLICY):
        assert not POLICY.allows(row.module)


def test_the_import_list_is_the_documented_one() -> None:
    documented = (
        "numpy PIL reportlab fpdf math statistics decimal fractions numbers random datetime time calendar string re "
        "textwrap unicodedata collections itertools functools operator bisect heapq array hashlib base64 uuid secrets "
        "json ast typing enum dataclasses copy pprint __future__"
    )
    assert frozenset(documented.split()) == POLICY.roots
