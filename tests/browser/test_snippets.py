"""The requests that the page writes, run for real: what a program sends must be what was typed, in every language.

PowerShell's are run by PowerShell in `make test-powershell`. In `make test`, which may not have it, they are parsed and
done by a reader of our own (`tests/browser/powershell.py`), as either edition.
"""

from __future__ import annotations

import base64
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser import powershell

from .conftest import SITE, Serve

RUN_S = 120
Written = Callable[[str, str, dict[str, Any]], str]
PWSH = (os.environ.get("PWSH", "pwsh"), "-NoLogo", "-NoProfile", "-NonInteractive", "-File", "client.ps1")
COMMANDS: dict[str, tuple[str, ...]] = {
    "curl": ("bash", "client.sh"),
    "python": (sys.executable, "client.py"),
    "javascript": ("node", "client.mjs"),
    "go": ("go", "run", "client.go"),
    "powershell": PWSH,
    "powershell with CRLF": PWSH,
}
READERS = {f"powershell read as {edition}": edition for edition in powershell.EDITIONS}
RUN = [pytest.param(name, marks=[pytest.mark.powershell] * (run is PWSH)) for name, run in COMMANDS.items()]
LANGUAGES = [*RUN, *READERS]
# Colours off: about_ANSI_Terminals. Microsoft need not be told of a test: about_Telemetry.
ENVIRONMENT = os.environ | {"NO_COLOR": "1", "POWERSHELL_TELEMETRY_OPTOUT": "1"}

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
# Not for our reader: the grammar refuses a here-string with an empty line before one that begins with an apostrophe
# (`test_powershell_reader.py`).
BEYOND_THE_GRAMMAR = {"code": "a = '''\n\n'''\n\n'b'\n", "stdin": "", "files": [], "returns": []}
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
    stdout: str = "said ä 😀\n", files: dict[str, Any] | None = None, *, success: bool = True
) -> tuple[int, dict[str, Any]]:
    details = {"success": success, "stdout": stdout, "stderr": "warned\n", "output_files": files or {}}
    return 200, {"execution_details": {**details, "termination_reason": "exception", "exit_code": 0 if success else 1}}


WRITE = f"""
import {{ createInterface }} from "node:readline";
import {{ snippet }} from {json.dumps((SITE / "js" / "snippets.js").as_uri())};
for await (const line of createInterface({{ input: process.stdin }}))
    process.stdout.write(JSON.stringify(snippet(...JSON.parse(line))) + "\\n");
"""


@pytest.fixture(scope="module")
def written() -> Iterator[Written]:
    """What writes a request as the page does: one Node.js for all of them, each a line of JSON."""
    command = [program("node"), "--input-type=module", "-e", WRITE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as node:
        assert node.stdin is not None
        assert node.stdout is not None
        asked, answers = node.stdin, node.stdout

        def write(language: str, base: str, call: dict[str, Any]) -> str:
            print(json.dumps([language.split()[0], base, call]), file=asked, flush=True)
            return str(json.loads(answers.readline()))

        yield write


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"the tests of the page need {name}: make test installs it, or make test-powershell asks for it")
    return found


def run(language: str, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it. A script has no byte order mark: PowerShell 7 takes it for UTF-8 then (about_Character_Encoding)."""
    if language in READERS:
        script = folder / "client.ps1"
        script.write_text(text, encoding="utf-8", newline="\r\n")  # as editors on Windows keep it
        return powershell.run(script, READERS[language])
    first, *rest = COMMANDS[language]
    line_end = "\r\n" if language.endswith("CRLF") else "\n"
    (folder / rest[-1]).write_text(text, encoding="utf-8", newline=line_end)
    return subprocess.run(
        [program(first), *rest],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        timeout=RUN_S,
        check=False,
    )


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """What stderr says of a failure. PowerShell breaks it at the window's end, and begins the next line with a bar."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", done.stderr)
    return re.sub(r"\s*\n\s*\|\s", " ", plain)


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
def test_what_is_sent_is_what_was_typed(
    recorder: Recorder, written: Written, tmp_path: Path, language: str, kind: str
) -> None:
    call = CALLS[kind]
    for name in call["files"]:
        (tmp_path / name).write_bytes(CONTENT[name])
    done = run(language, written(language, recorder.address, call), tmp_path)
    assert done.returncode == 0, done.stderr
    assert recorder.bodies == [expected(call)]
    assert ("said" if language == "curl" else "said ä 😀") in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_back_is_saved(recorder: Recorder, written: Written, tmp_path: Path, language: str) -> None:
    file = {"content_base64": base64.b64encode(RESULT).decode(), "size_bytes": 256}
    recorder.answer = ran(files={"folder/it's.bin": file})
    call = {"code": "1", "stdin": "", "files": [], "returns": ["*/*.bin"]}
    done = run(language, written(language, recorder.address, call), tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "it's.bin").read_bytes() == RESULT
    assert "saved it's.bin\n" in done.stdout
    assert "said ä 😀\n" in done.stdout
    assert "warned\n" in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_result_is_said_and_fails(
    recorder: Recorder, written: Written, tmp_path: Path, language: str
) -> None:
    recorder.answer = ran(files={"a.png": {"error": "File not found after execution."}})
    call = {"code": "1", "stdin": "", "files": [], "returns": ["a.png"]}
    done = run(language, written(language, recorder.address, call), tmp_path)
    assert done.returncode != 0
    assert "a.png: File not found after execution." in complaint(done)
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize("returns", [[], ["a.png"]])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_said_and_fails(
    recorder: Recorder, written: Written, tmp_path: Path, language: str, returns: Sequence[str]
) -> None:
    recorder.answer = (429, {"error_details": {"type": "RateLimitExceeded", "message": "too many, try in 5 s"}})
    call = {"code": "1", "stdin": "", "files": [], "returns": returns}
    done = run(language, written(language, recorder.address, call), tmp_path)
    assert done.returncode != 0
    assert "too many, try in 5 s" in complaint(done) + done.stdout


@pytest.mark.parametrize("language", RUN)
def test_an_empty_line_before_an_apostrophe_is_sent_too(
    recorder: Recorder, written: Written, tmp_path: Path, language: str
) -> None:
    done = run(language, written(language, recorder.address, BEYOND_THE_GRAMMAR), tmp_path)
    assert done.returncode == 0, done.stderr
    assert recorder.bodies == [expected(BEYOND_THE_GRAMMAR)]


PROGRAM = """\
print("it's", 'a "quote"', "ümlaut € 😀")
print(input(), input())
with open("it's ä.bin", "rb") as given, open("größe.bin", "wb") as made:
    made.write(given.read()[::-1])
"""
SAID = 'it\'s a "quote" ümlaut € 😀\nzwei \'Wörter\' "mehr"\n'


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_service_runs_what_was_typed(serve_all: Serve, written: Written, tmp_path: Path, language: str) -> None:
    (tmp_path / "it's ä.bin").write_bytes(CONTENT["it's ä.bin"])
    call = {
        "code": PROGRAM,
        "stdin": "zwei 'Wörter'\n\"mehr\"\n",
        "files": ["it's ä.bin"],
        "returns": ["größe.bin"],
    }
    done = run(language, written(language, serve_all(), call), tmp_path)
    assert done.returncode == 0, done.stderr
    assert SAID in done.stdout
    assert (tmp_path / "größe.bin").read_bytes() == CONTENT["it's ä.bin"][::-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_service_refuses_is_said_and_fails(
    serve_all: Serve, written: Written, tmp_path: Path, language: str
) -> None:
    call = {"code": "import socket\n", "stdin": "", "files": [], "returns": []}
    done = run(language, written(language, serve_all(), call), tmp_path)
    assert done.returncode != 0
    assert "ForbiddenImportError" in complaint(done) + done.stdout
