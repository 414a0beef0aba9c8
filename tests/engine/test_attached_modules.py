"""Modules attached to a program: what they may import, before a run and in it, and what they cannot replace."""

from __future__ import annotations

import pytest
from pysandbox.engine.child.attached_modules import MAX_CHECKED_BYTES
from pysandbox.engine.child.import_guard import find_forbidden_imports
from pysandbox.engine.models import InputFile, TerminationReason
from pysandbox.policy import load_imports

from .conftest import Run

POLICY = load_imports()


def found(code: str, **files: str) -> list[tuple[str, int | None, str | None]]:
    attached = [InputFile(f"{name}.py", text.encode()) for name, text in files.items()]
    return [(row.module, row.line, row.file) for row in find_forbidden_imports(code, POLICY, attached)]


def test_allow_importing_an_attached_module() -> None:
    assert found("import helper, helper as h\nfrom helper import x", helper="x = 1") == []
    assert found("import csv", csv="def reader(f): ...") == []
    assert found("import helper.sub", helper="") == []
    assert found("import helper") == [("helper", 1, None)]


def test_what_it_imports_is_found_with_its_file_and_line() -> None:
    assert found("import helper\nimport sys", helper="x = 1\nimport os\n\nfrom csv import reader") == [
        ("sys", 2, None),
        ("os", 2, "helper.py"),
        ("csv", 4, "helper.py"),
    ]


def test_modules_are_followed_as_far_as_they_import_each_other() -> None:
    assert found("import a", a="import b", b="import a\nimport os") == [("os", 2, "b.py")]
    assert found("def f():\n    from a import x", a="import os") == [("os", 1, "a.py")]


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("print(open('script.py').read())", {"script": "import os"}),
        ("import math", {"script": "import os"}),
        ("import helper", {"helper": "import os:"}),
        ("import helper", {"helper": "x = 1\n" * (MAX_CHECKED_BYTES // 4) + "import os"}),
    ],
)
def test_what_no_import_leads_to_or_nobody_can_read_is_not_checked_before(code: str, files: dict[str, str]) -> None:
    assert found(code, **files) == []


@pytest.mark.parametrize("name", ["2nd", "my-tool", "main", "__main__", "a.b", "with space", ""])
def test_other_names_are_just_files(name: str, run: Run) -> None:
    code = f"print(open({name + '.py'!r}).read())\n__import__({name!r})" if name else "__import__('')"
    result = run(code, files={f"{name or 'x'}.py": b"import os"})
    assert result.exit_code == 1
    assert result.exception is not None
    assert result.exception.type in ("ForbiddenImportError", "ValueError")
    assert result.stdout == (b"import os\n" if name else b"")


ESCAPES = {
    "a statement": b"import os\nprint('through')",
    "a function": b"__import__('os').getcwd()\nprint('through')",
    "builtins of its own": b"__builtins__['__import__']('os')\nprint('through')",
    "text of its own": b"exec('import os', {})\nprint('through')",
    "another namespace": b"exec('import subprocess', {'__builtins__': __builtins__})\nprint('through')",
    "a name of the list that is denied": b"import numpy.f2py\nprint('through')",
    "from a library": b"from random import _os\nprint('through')",
    "a relative import": b"from . import os\nprint('through')",
}


@pytest.mark.parametrize("source", ESCAPES.values(), ids=ESCAPES.keys())
def test_deny_importing_more_than_the_program_may(source: bytes, run: Run) -> None:
    result = run("__import__('helper')", files={"helper.py": source})
    assert b"through" not in result.stdout
    assert result.termination_reason is TerminationReason.EXCEPTION
    assert result.exception is not None
    assert result.exception.type in ("ForbiddenImportError", "ImportError")


def test_deny_taking_the_place_of_what_libraries_use(run: Run) -> None:
    files = {"socket.py": b"value = 'mine'", "random.py": b"value = 'mine'", "posixpath.py": b"value = 'mine'"}
    result = run(
        "import socket, random, posixpath\nprint(socket.value, posixpath.value, hasattr(random, 'value'))\n"
        "print(random._os.sys.modules['posixpath'] is posixpath, random._os.path.join('a', 'b'))",
        files=files,
    )
    assert result.stdout == b"mine mine False\nFalse a/b\n", result.stderr.decode()


def test_what_it_hands_on_is_looked_at(run: Run) -> None:
    result = run("from helper import os", files={"helper.py": b"import random\nos = random._os"})
    assert result.exception is not None
    assert result.exception.type == "ForbiddenImportError"
    assert result.blocked_imports == ("helper.os",)


def test_deny_following_a_link_in_its_place(run: Run) -> None:
    result = run("__import__('passwd')", files={"note.txt": b""})
    assert result.blocked_imports == ("passwd",)


def test_its_encoding_is_its_own(run: Run) -> None:
    source = "# -*- coding: latin-1 -*-\ntext = 'Grüße'\n1 / 0\n".encode("latin-1")
    result = run(
        "try:\n    import old\nexcept ZeroDivisionError:\n    print('caught')\nimport old", files={"old.py": source}
    )
    assert result.stdout == b"caught\n"
    assert 'File "old.py", line 3, in <module>\n    1 / 0\n' in result.stderr.decode()


def test_a_program_line_is_named_in_an_error_of_a_module(run: Run) -> None:
    result = run("x = 1\nimport helper", files={"helper.py": b"\n\n\n1 / 0"})
    assert result.exception is not None
    assert result.exception.line == 2


ATTACKS: dict[str, tuple[dict[str, bytes], str, str | None]] = {
    "a frame from its traceback": (
        {"helper": b"try: 1 / 0\nexcept ZeroDivisionError as e: frame = e.__traceback__.tb_frame"},
        "import helper\nprint('through', helper.frame)",
        "PermissionError",
    ),
    "builtins of its own": (
        {"builtins": b"open = None", "helper": b"import builtins, random\nos = random._os"},
        "import helper\nprint(helper.builtins.open, open)\nprint('through', helper.os.listdir('/'))",
        "PermissionError",
    ),
    "folders to look for its parts in": (
        {"helper": b"__path__ = ['/etc', '/usr/lib']\n__spec__ = None"},
        "import helper.hostname\nprint('through')",
        "ModuleNotFoundError",
    ),
    "a class for itself": (
        {
            "helper": b"import random\nos = random._os\nclass M(type(os)): look = os.listdir\n"
            b"os.sys.modules[__name__].__class__ = M"
        },
        "from helper import look\nprint('through', look('/'))",
        "PermissionError",
    ),
    "the names of what the engine uses": (
        dict.fromkeys(("warnings", "linecache", "traceback", "codecs"), b"def __getattr__(n): print('through', n)"),
        "import warnings, linecache, traceback, codecs\nasync def f(): pass\nf()\nc = f()\n1 / 0",
        "ZeroDivisionError",
    ),
    "itself, from a finalizer at its end": (
        {"helper": b"class A:\n def __del__(self):\n  print(open('/etc/hostname').read(), 'through')\na = A()"},
        "import helper\nhelper.a.itself = helper.a",
        None,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_deny_getting_further_by_an_attached_module(name: str, run: Run) -> None:
    files, code, expected = ATTACKS[name]
    result = run(code, files={f"{module}.py": source for module, source in files.items()})
    assert b"through" not in result.stdout
    assert (result.exception.type if result.exception else None) == expected, result.stderr.decode()
    assert result.violation is None
