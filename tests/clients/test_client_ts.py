"""client.ts as a service gives it out: compiled strictly, run by Node.js."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pysandbox.api import create_app

from tests.api.service import FakeRunner, make_settings, serving


def node(folder: Path, program: str) -> list[str]:
    """The lines that `program` prints, beside the compiled client."""
    text = f'import {{ Sandbox, SandboxError }} from "{folder}/client.js";\n{program}'
    command = ["node", "--input-type=module", "--eval", text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_program_with_input_and_files(compiled: Path) -> None:
    lines = node(
        compiled,
        """
        const code = "print(input(), open('a').read()); open('b.txt','w').write('grüße')";
        const files = { a: new TextEncoder().encode("bytes") };
        const result = await new Sandbox().run(code, { stdin: "in", files, returnFiles: ["*.txt", "c"] });
        console.log(result.success, JSON.stringify(result.stdout), new TextDecoder().decode(result.files["b.txt"]));
        console.log(JSON.stringify(result.fileErrors), result.terminationReason, result.exception);
        """,
    )
    assert lines[0] == 'true "in bytes\\n" grüße'
    assert lines[1] == '{"c":"File not found after execution."} completed null'


def test_files_beyond_what_goes_inline_are_sent_ahead_and_fetched(compiled: Path) -> None:
    lines = node(
        compiled,
        """
        const files = { a: new Uint8Array(3_900_000).fill(7), b: new Uint8Array(3_500_000).fill(9) };
        const code = "open('c','wb').write(open('a','rb').read() + open('b','rb').read())";
        const { files: { c } } = await new Sandbox().run(code, { files, returnFiles: ["c"] });
        console.log(c.length, c[0], c.at(-1));
        """,
    )
    assert lines == ["7400000 7 9"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('run("import os")', "ForbiddenImportError 400 false null"),
        ('run("x".repeat(3000))', "ValidationError 400 false null"),
        ('run("print(1)\\nimport time; time.sleep(60)", { timeoutSeconds: 0.5 })', "TimeoutError 400 false 1\\n"),
        ('validate("import os")', "ForbiddenImportError 400 false null"),
    ],
)
def test_an_error_says_its_type_and_what_was_printed_before(compiled: Path, call: str, expected: str) -> None:
    program = f"""
        try {{ await new Sandbox().{call}; }} catch (error) {{
            const printed = error.result ? JSON.stringify(error.result.stdout).slice(1, -1) : null;
            console.log(error instanceof SandboxError, error.type, error.status, error.retryable, printed);
        }}
    """
    assert node(compiled, program) == [f"true {expected}"]


def test_a_busy_service_is_asked_again(compiled: Path, tmp_path: Path) -> None:
    runner = FakeRunner(capacity=1)
    with serving(create_app(make_settings(tmp_path), runner)) as url, runner.slot():
        lines = node(
            compiled,
            f"""
            const later = globalThis.setTimeout;
            globalThis.setTimeout = (call, ms) => {{
                if (ms === 1000) console.log("waits");
                return later(call, ms === 1000 ? 0 : ms);
            }};
            try {{ await new Sandbox("{url}/", {{ retries: 2 }}).run("1"); }}
            catch (error) {{ console.log(error.type, error.retryAfterSeconds); }}
            """,
        )
    assert lines == ["waits", "waits", "ServerBusy 1"]


def test_nobody_at_the_address_is_service_unavailable(compiled: Path) -> None:
    program = """
        try { await new Sandbox("http://127.0.0.1:9", { retries: 0 }).run("1"); }
        catch (error) { console.log(error.type, error.status, error.retryable); }
    """
    assert node(compiled, program) == ["ServiceUnavailable 0 true"]


def test_a_caller_can_give_up_waiting(compiled: Path) -> None:
    program = """
        try { await new Sandbox().run("import time; time.sleep(60)", { signal: AbortSignal.timeout(200) }); }
        catch (error) { console.log(error.name, error instanceof SandboxError); }
    """
    assert node(compiled, program) == ["TimeoutError false"]
