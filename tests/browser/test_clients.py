"""The clients that the page offers, copied from it and run for real."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import Serve, Watch, open_page

RUN_S = 60


def copied(page: Page, client: str) -> str:
    """What the client's copy button puts on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator(".snippet").filter(has=page.locator(f'[data-client="{client}"]')).get_by_role("button")
    button.click()
    expect(button).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def run(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=RUN_S, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_base_url_is_where_the_page_came_from(page: Page, base_url: str) -> None:
    expect(page.locator("#start [data-base]")).to_have_text(base_url)


def test_curl(page: Page, tmp_path: Path) -> None:
    assert '"stdout":"5050\\n"' in run("bash", "-c", copied(page, "curl"), folder=tmp_path)


def test_python_requests(page: Page, tmp_path: Path) -> None:
    (tmp_path / "client.py").write_text(copied(page, "python"), encoding="utf-8")
    assert run(sys.executable, "client.py", folder=tmp_path) == "three two one\n"


def test_javascript_fetch_in_node(page: Page, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.fail("the browser tests need Node.js")
    (tmp_path / "client.mjs").write_text(copied(page, "javascript"), encoding="utf-8")
    assert run(node, "client.mjs", folder=tmp_path) == "2432902008176640000\n\n"


@pytest.fixture(params=["inline", "too large for inline"])
def base(request: pytest.FixtureRequest, base_url: str) -> str:
    """A service that takes and gives files inline, and one that hardly does."""
    if request.param == "inline":
        return base_url
    serve: Serve = request.getfixturevalue("serve")
    return serve(SANDBOX_MAX_INLINE_ATTACHMENT_BYTES="1000", SANDBOX_MAX_ANSWER_BYTES="65536")


@pytest.mark.parametrize("client", ["grey", "grey-javascript", "grey-curl"])
def test_the_grey_picture(context: BrowserContext, watch: Watch, base: str, tmp_path: Path, client: str) -> None:
    program = {"grey": sys.executable, "grey-javascript": shutil.which("node"), "grey-curl": shutil.which("bash")}
    command = program[client]
    assert command is not None, "the browser tests need Node.js"
    photo = Image.effect_noise((320, 300), 90).convert("RGB")
    photo.save(tmp_path / "photo.jpg", quality=95)
    script = tmp_path / {"grey": "client.py", "grey-javascript": "client.mjs", "grey-curl": "client.sh"}[client]
    script.write_text(copied(open_page(context, base), client), encoding="utf-8")
    assert run(command, script.name, folder=tmp_path).startswith("grey.png: ")
    with Image.open(tmp_path / "grey.png") as grey:
        assert (grey.mode, grey.size) == ("L", (320, 300))
    assert (tmp_path / "grey.png").stat().st_size > 65_536
