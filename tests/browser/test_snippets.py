"""The requests that the page writes, run for real: what a program sends must be what was typed, in every language.

PowerShell's are parsed and done by a reader of our own (`tests/browser/powershell.py`), not run by PowerShell.
"""

from __future__ import annotations

import base64
import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser import powershell

from .conftest import SITE

RUN_S = 120
COMMANDS: dict[str, tuple[str, ...]] = {
    "curl": ("bash", "client.sh"),
    "python": (sys.executable, "client.py"),
    "javascript": ("node", "client.mjs"),
    "go": ("go", "run", "client.go"),
}
POWERSHELL = {f"powershell {edition}": edition for edition in powershell.EDITIONS}
NAMES = {"curl": "client.sh", "python": "client.py", "javascript": "client.mjs", "go": "client.go"}
LANGUAGES = [*COMMANDS, *POWERSHELL]

TRICKY = "\n".join(
    [
        "# äöü ß € 😀 \u2028 \u2018curly\u2019 \u201cquotes\u201d and 'plain' \"ones\", `backquotes`",
        "text = '''triple''' + \"\"\"double\"\"\" + r'\\raw\\n' + \"\\\\\" + '${not} $(this) $that %s {braces}'",
        "'@ at the beginning of a line'",
        "JSON",
        "\ttabbed = 'a\\tb'  # and a tab\there",
        "print(text, end='')\r",
        'quote_at_the_end = "',
    ]
)
CALLS: dict[str, dict[str, Any]] = {
    "one line": {"code": "print(1)", "stdin": "", "files": [], "returns": []},
    "tricky": {"code": TRICKY, "stdin": "", "files": [], "returns": []},
    # Bytes of these are typographic quotes in the code page of Western Windows.
    "letters": {
        "code": "print('\u00d1\u00d2\u4e2d\U0001f600')",
        "stdin": "\u00d1\n",
        "files": [],
        "returns": [],
    },
    "quotes": {"code": "'@\n'' \u2019@ \"@\n'@ $x `n", "stdin": "a\n'@b\\u00e4", "files": [], "returns": []},
    "line end": {"code": "1\n", "stdin": "\n", "files": [], "returns": []},
    "one tricky line": {"code": "'\"\\`$(x)${y}\u2019\u0007\u007f\ufeff\t", "stdin": "", "files": [], "returns": []},
    "stdin": {"code": "print(input())", "stdin": TRICKY + "\n", "files": [], "returns": []},
    "files": {"code": TRICKY, "stdin": "in\n", "files": ["it's ä.bin", "-b.txt"], "returns": ["o'ut.png", "*.tx"]},
}
CONTENT = {"it's ä.bin": bytes(range(256)) * 300, "-b.txt": b"text"}
RESULT = bytes(range(255, -1, -1))


@dataclass
class Recorder:
    """Stands in for the service: keeps what was sent, and answers as it is told."""

    address: str
    bodies: list[Any]
    answer: tuple[int, dict[str, Any]]


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """A service that keeps every body."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            known.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status, body = known.answer
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the test says what is wrong."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known = Recorder(f"http://127.0.0.1:{server.server_port}", [], ran())
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))  # how soon it sees that it is to end
        thread.start()
        yield known
        server.shutdown()
        thread.join()


def ran(
    stdout: str = "said ä\n", files: dict[str, Any] | None = None, *, success: bool = True
) -> tuple[int, dict[str, Any]]:
    details = {"success": success, "stdout": stdout, "stderr": "warned\n", "output_files": files or {}}
    return 200, {"execution_details": {**details, "termination_reason": "exception", "exit_code": 0 if success else 1}}


def written(language: str, base: str, call: dict[str, Any]) -> str:
    """The request as the page writes it."""
    script = (
        f"import {{ snippet }} from {json.dumps((SITE / 'js' / 'snippets.js').as_uri())};"
        "const [language, base, call] = JSON.parse(process.argv[1]);"
        "process.stdout.write(snippet(language, base, call));"
    )
    command = [program("node"), "--input-type=module", "-e", script, json.dumps([language.split()[0], base, call])]
    return subprocess.run(command, check=True, capture_output=True, timeout=RUN_S).stdout.decode()


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"the tests of the page need {name}: make test installs it")
    return found


def run(language: str, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    if language in POWERSHELL:
        script = folder / "client.ps1"
        script.write_text(text, encoding="utf-8", newline="\r\n")  # as editors on Windows keep it
        return powershell.run(script, POWERSHELL[language])
    (folder / NAMES[language]).write_text(text, encoding="utf-8", newline="")
    first, *rest = COMMANDS[language]
    return subprocess.run(
        [program(first), *rest], cwd=folder, capture_output=True, text=True, timeout=RUN_S, check=False
    )


def expected(call: dict[str, Any]) -> dict[str, Any]:
    attachments = [
        {"filename": name, "content_base_64": base64.b64encode(CONTENT[name]).decode()} for name in call["files"]
    ]
    return {
        "code": call["code"],
        **({"stdin_data": call["stdin"]} if call["stdin"] else {}),
        **({"attachments": attachments} if attachments else {}),
        **({"return_files": call["returns"]} if call["returns"] else {}),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(CALLS))
def test_what_is_sent_is_what_was_typed(recorder: Recorder, tmp_path: Path, language: str, kind: str) -> None:
    call = CALLS[kind]
    for name in call["files"]:
        (tmp_path / name).write_bytes(CONTENT[name])
    done = run(language, written(language, recorder.address, call), tmp_path)
    assert done.returncode == 0, done.stderr
    assert recorder.bodies == [expected(call)]
    assert "said ä" in done.stdout if language != "curl" else "said" in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_back_is_saved(recorder: Recorder, tmp_path: Path, language: str) -> None:
    file = {"content_base64": base64.b64encode(RESULT).decode(), "size_bytes": 256}
    recorder.answer = ran(files={"folder/it's.bin": file})
    call = {"code": "1", "stdin": "", "files": [], "returns": ["*/*.bin"]}
    done = run(language, written(language, recorder.address, call), tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "it's.bin").read_bytes() == RESULT
    assert "said ä\n" in done.stdout
    assert "warned\n" in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_result_is_said_and_fails(recorder: Recorder, tmp_path: Path, language: str) -> None:
    recorder.answer = ran(files={"a.png": {"error": "File not found after execution."}})
    call = {"code": "1", "stdin": "", "files": [], "returns": ["a.png"]}
    done = run(language, written(language, recorder.address, call), tmp_path)
    assert done.returncode != 0
    assert "a.png: File not found after execution." in done.stderr
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize("returns", [[], ["a.png"]])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_said_and_fails(recorder: Recorder, tmp_path: Path, language: str, returns: Sequence[str]) -> None:
    recorder.answer = (429, {"error_details": {"type": "RateLimitExceeded", "message": "too many, try in 5 s"}})
    call = {"code": "1", "stdin": "", "files": [], "returns": returns}
    done = run(language, written(language, recorder.address, call), tmp_path)
    assert done.returncode != 0
    assert "too many, try in 5 s" in done.stderr + done.stdout
