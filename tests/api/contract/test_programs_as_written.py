"""Programs as people write them: modules beside them, hints where they go wrong, libraries as their pages use them."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

FONT = json.loads((Path(__file__).parent / "font_without_glyph_names.json").read_text(encoding="utf-8"))
"""A request with a font of its own, made for this test, whose `post` table is of format 3.0: no glyph names."""


def attached(**files: str) -> list[dict[str, str]]:
    return [
        {"filename": f"{name}.py", "content_base_64": base64.b64encode(text.encode()).decode()}
        for name, text in files.items()
    ]


def execute(api: httpx.Client, code: str, **body: Any) -> tuple[int, dict[str, Any]]:
    response = api.post("/execute", json={"code": code, **body})
    return response.status_code, response.json()


def test_an_attached_module_is_imported_and_its_lines_are_in_tracebacks(api: httpx.Client) -> None:
    code = "import helper\nfrom helper import double\nprint(double(4), helper.__name__)\nhelper.fail()"
    files = attached(helper="def double(n):\n    return 2 * n\n\ndef fail():\n    return 1 / 0  # here\n")
    status, answer = execute(api, code, attachments=files)
    details = answer["execution_details"]
    assert (status, details["exit_code"], details["stdout"]) == (200, 1, "8 helper\n")
    assert '  File "helper.py", line 5, in fail\n    return 1 / 0  # here\n' in details["stderr"]
    assert details["exception"]["line"] == 4


@pytest.mark.parametrize("path", ["/execute", "/validate"])
def test_what_an_attached_module_imports_is_refused_before_it_runs(api: httpx.Client, path: str) -> None:
    body = {"code": "import helper", "attachments": attached(helper="x = 1\nimport subprocess\n")}
    response = api.post(path, json=body)
    error = response.json()["error_details"]
    assert (response.status_code, error["type"], error["disallowed"]) == (400, "ForbiddenImportError", ["subprocess"])
    assert error["issues"] == [
        {
            "field": "attachments",
            "message": "helper.py imports 'subprocess', which is not on the list of allowed modules",
            "lines": [2],
        }
    ]
    assert "cannot start another" in error["hint"]


def test_a_file_that_would_hide_a_module_is_refused_in_words(api: httpx.Client) -> None:
    files = [*attached(random="x = 1"), *attached(notes="import os")]
    status, answer = execute(api, "print(1)", attachments=files)
    error = answer["error_details"]
    assert (status, error["type"]) == (400, "ValidationError")
    assert [issue["field"] for issue in error["issues"]] == ["attachments[0].filename"]
    assert "would hide the module 'random'" in error["issues"][0]["message"]


def test_a_script_that_is_only_read_is_a_file_like_any_other(api: httpx.Client) -> None:
    code = "import ast\nprint(len(ast.parse(open('script.py').read()).body))"
    status, answer = execute(api, code, attachments=attached(script="import os\nimport sys\n"))
    assert (status, answer["execution_details"]["stdout"]) == (200, "2\n")


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("import csv", "line.split(',')"),
        ("import os.path", "current folder"),
        ("import requests", "no network"),
        ("import nmupy", "Did you mean `numpy`?"),
        ("import numpy as np\nnp.testing.assert_allclose(1, 1)", "numpy.allclose"),
        ("from PIL import Image\nImage.new('L', (1, 1)).show()", "save the picture"),
        ("from PIL import ImageGrab", "attach the picture"),
    ],
)
def test_a_forbidden_import_says_what_to_use_instead(api: httpx.Client, code: str, hint: str) -> None:
    status, answer = execute(api, code)
    error = answer["error_details"]
    assert (status, error["type"], error["retryable"]) == (400, "ForbiddenImportError", False)
    assert hint in error["hint"]


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("input()", "stdin_data"),
        ("sys.exit(1)", "raise SystemExit(2)"),
        ("print(os.path.join('a'))", "`os` cannot be imported"),
        ("open('missing.txt')", "attach the file"),
        ("open('/etc/passwd')", "current folder"),
        ("import numpy as np\nnp.loadtxt('https://example.org/a.csv')", "no network"),
        ("open('out.txt', 'w').write('x')\n1 / 0", "return_files"),
        ("1 / 0", None),
    ],
)
def test_an_exception_says_what_helps_where_something_does(api: httpx.Client, code: str, hint: str | None) -> None:
    status, answer = execute(api, code)
    exception = answer["execution_details"]["exception"]
    assert status == 200
    assert set(exception) == {"type", "message", "line"} | ({"hint"} if hint else set())
    assert hint is None or hint in exception["hint"]


def test_a_time_out_brings_the_unfinished_line(api: httpx.Client) -> None:
    code = "import time\nprint('working', end='')\nfor step in range(40):\n    print('.', end='')\ntime.sleep(60)\n"
    status, answer = execute(api, code, timeout_seconds=1)
    assert (status, answer["error_details"]["type"]) == (400, "TimeoutError")
    assert answer["execution_details"]["stdout"] == "working" + "." * 40


def test_a_font_without_glyph_names_makes_a_document(api: httpx.Client) -> None:
    status, answer = execute(api, FONT["code"], attachments=FONT["attachments"], return_files=["label.pdf"])
    details = answer["execution_details"]
    assert (status, details["stdout"], details["stderr"]) == (200, "written b'%PDF-'\n", "")
    assert base64.b64decode(details["output_files"]["label.pdf"]["content_base64"]).startswith(b"%PDF-")


def test_the_users_own_words_for_help(api: httpx.Client) -> None:
    code = 'def area(w, h):\n    """Width times height."""\n    return w * h\nhelp(area)\n'
    status, answer = execute(api, "\ufeff" + code)
    wanted = "Help on function area in module __main__:\n\narea(w, h)\n    Width times height.\n\n"
    assert (status, answer["execution_details"]["stdout"]) == (200, wanted)
