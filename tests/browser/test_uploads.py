"""Files that do not fit into a request or an answer: the page sends and fetches them by itself, wherever they wait."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

from tests.aws.cloudformation import load_template
from tests.uploads.s3_server import S3, s3_server

from .conftest import Serve, open_page, type_program
from .expecting import expect
from .profile import Watch

NARROW = {"SANDBOX_MAX_INLINE_ATTACHMENT_BYTES": "1000", "SANDBOX_MAX_ANSWER_BYTES": "65536"}
CODE = """open("copy.png", "wb").write(open("photo.png", "rb").read())
open("data.bin", "wb").write(bytes(90000))
print(len(open("small.txt").read()))"""


def photo() -> bytes:
    content = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(content, "PNG")
    return content.getvalue()


def run_with_large_files(page: Page) -> None:
    page.locator("#files").set_input_files(
        [
            FilePayload(name="photo.png", mimeType="image/png", buffer=photo()),
            FilePayload(name="small.txt", mimeType="text/plain", buffer=b"small"),
        ]
    )
    page.locator("#returns").fill("copy.png, data.bin")
    type_program(page, CODE)
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome")).to_be_visible()
    expect(page.locator("pre[aria-label=stdout]")).to_have_text("5\n")
    picture = page.get_by_role("img", name="copy.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 300


@pytest.fixture
def s3(tmp_path: Path) -> Iterator[S3]:
    """A bucket that lets other origins in as template.yaml says."""
    (rule,) = load_template()["Resources"]["FileBucket"]["Properties"]["CorsConfiguration"]["CorsRules"]
    assert (rule["AllowedMethods"], rule["AllowedHeaders"]) == (["GET", "POST"], ["*"])
    cors = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, POST"}
    with s3_server(tmp_path / "s3", cors=cors) as server:
        yield server


def test_on_one_machine(context: BrowserContext, watch: Watch, serve_all: Serve) -> None:
    base = serve_all(**NARROW)
    page = open_page(context, base)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url.removeprefix(base).partition("?")[0]))
    run_with_large_files(page)
    assert len([path for path in requests if path == "/uploads"]) == 1  # the small file went along in the request
    assert len([path for path in requests if path.startswith("/downloads/")]) == 1  # what can be shown
    page.get_by_role("tab", name="Files").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download data.bin").click()
    assert Path(started.value.path()).read_bytes() == bytes(90_000)


def test_with_a_bucket(browser: Browser, serve: Serve, s3: S3) -> None:
    base = serve(**NARROW, SANDBOX_UPLOAD_STORE=f"s3://{s3.bucket}", **s3.environment)
    context = browser.new_context(ignore_https_errors=True)
    watch = Watch(context)
    try:
        page = open_page(context, base)
        run_with_large_files(page)
        page.get_by_role("tab", name="Files").click()
        with page.expect_download() as started:
            page.get_by_role("link", name="Download data.bin").click()
        assert Path(started.value.path()).read_bytes() == bytes(90_000)
        assert watch.unexpected() == []
        assert watch.hosts == {base.removeprefix("http://"), s3.url.removeprefix("https://")}
    finally:
        context.close()


def test_a_refused_upload_says_why(context: BrowserContext, watch: Watch, serve: Serve) -> None:
    watch.expected = ("status of 429",)
    page = open_page(context, serve(**NARROW, SANDBOX_REQUESTS_PER_MINUTE="1"))
    run_with_large_files(page)
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome")).to_contain_text("Too many runs in one minute")


def test_an_upload_that_does_not_arrive_is_said(context: BrowserContext, watch: Watch, serve_all: Serve) -> None:
    watch.expected = ("net::ERR_FAILED", "Failed to load resource")
    page = open_page(context, serve_all(**NARROW))
    page.route("**/uploads/*", lambda route: route.abort())
    page.locator("#files").set_input_files([FilePayload(name="photo.png", mimeType="image/png", buffer=photo())])
    type_program(page, "1")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome")).to_contain_text("photo.png could not be sent")
