"""The clients that the page offers, copied from it and run for real."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from .conftest import Serve, open_page
from .expecting import expect
from .profile import Watch

RUN_S = 60


def copied(page: Page, client: str) -> str:
    """What the copy button of the complete example puts on the clipboard for a client."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(
        "navigator.clipboard.writeText('').then(() => { document.querySelector('#announce').innerText = ''; })"
    )
    figure = page.locator("figure.sample", has=page.locator("#client-python"))
    figure.locator(f'[data-chosen="client-{client}"]').click()
    figure.get_by_role("button", name=re.compile("^Copy")).click()
    expect(page.locator("#announce")).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def run(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=RUN_S, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_shortest_call_is_one_line_and_works(page: Page, base_url: str, tmp_path: Path) -> None:
    line = page.locator(".call-line code").inner_text()
    assert line.startswith(f"curl {base_url}/execute")
    assert '"stdout":"42\\n"' in run("bash", "-c", line, folder=tmp_path)


@pytest.fixture(scope="module")
def known() -> dict[str, dict[str, str]]:
    """By the address of a service, the clients that its page offers: one page is enough to copy all."""
    return {}


@pytest.fixture
def client_of(
    context: BrowserContext, watch: Watch, known: dict[str, dict[str, str]], tmp_path: Path
) -> Callable[[str, str], Path]:
    """Write a client into the test's folder, as the page of the service at an address offers it."""

    def write(base: str, client: str) -> Path:
        if base not in known:
            page = open_page(context, base)
            known[base] = {name: copied(page, name) for name in NAMES}
        script = tmp_path / NAMES[client]
        script.write_text(known[base][client], encoding="utf-8")
        return script

    return write


@pytest.fixture(params=["inline", "too large for inline"])
def base(request: pytest.FixtureRequest, base_url: str) -> str:
    """A service that takes and gives files inline, and one that hardly does."""
    if request.param == "inline":
        return base_url
    serve: Serve = request.getfixturevalue("serve_all")
    return serve(SANDBOX_MAX_INLINE_ATTACHMENT_BYTES="1000", SANDBOX_MAX_ANSWER_BYTES="65536")


NAMES = {"python": "client.py", "javascript": "client.mjs", "curl": "client.sh"}


def program_of(client: str) -> str:
    """What runs a client."""
    found = {"python": sys.executable, "javascript": shutil.which("node"), "curl": shutil.which("bash")}[client]
    assert found is not None, "the browser tests need Node.js"
    return found


@pytest.mark.parametrize("client", ["python", "javascript", "curl"])
def test_the_grey_picture(client_of: Callable[[str, str], Path], base: str, tmp_path: Path, client: str) -> None:
    photo = Image.effect_noise((320, 300), 90).convert("RGB")
    photo.save(tmp_path / "photo.jpg", quality=95)
    script = client_of(base, client)
    said = run(program_of(client), script.name, folder=tmp_path)
    assert said.startswith("JPEG, 320 x 300 pixels\ngrey.png: ")
    with Image.open(tmp_path / "grey.png") as grey:
        assert (grey.mode, grey.size) == ("L", (320, 300))
    assert (tmp_path / "grey.png").stat().st_size > 65_536


@pytest.mark.parametrize("client", ["python", "javascript", "curl"])
def test_a_client_says_what_went_wrong_and_saves_nothing(
    client_of: Callable[[str, str], Path], base_url: str, tmp_path: Path, client: str
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"this is no picture")
    script = client_of(base_url, client)
    command = [program_of(client), script.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=RUN_S, check=False)
    assert done.returncode == 1
    assert "UnidentifiedImageError" in done.stderr, "the program's own traceback"
    assert "grey.png: File not found after execution." in done.stderr
    assert not (tmp_path / "grey.png").exists()


@pytest.mark.parametrize("client", ["python", "javascript", "curl"])
def test_a_client_says_what_the_service_refuses(
    client_of: Callable[[str, str], Path], serve_all: Serve, tmp_path: Path, client: str
) -> None:
    base = serve_all(SANDBOX_REQUESTS_PER_DAY="1")
    requests.post(f"{base}/execute", json={"code": ""}, timeout=30)  # the day's only one, if it is not used up yet
    Image.new("RGB", (9, 9)).save(tmp_path / "photo.jpg")
    script = client_of(base, client)
    command = [program_of(client), script.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=RUN_S, check=False)
    assert done.returncode != 0
    assert "RateLimitExceeded: " in done.stderr
    assert not (tmp_path / "grey.png").exists()
