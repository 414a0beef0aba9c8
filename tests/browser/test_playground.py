"""What a person does in the playground, against the real service."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import BrowserContext, FilePayload, Page, Route

from .conftest import pick_example, type_program
from .expecting import expect
from .profile import Watch


def run(page: Page, code: str) -> None:
    """Type a program and run it; returns when the answer is shown."""
    type_program(page, code)
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome")).to_be_visible()


def result(page: Page, part: str) -> str:
    """The text of stdout or stderr."""
    return page.locator(f'.part pre[aria-label="{part}"]').inner_text()


def jpeg(width: int = 320, height: int = 200) -> bytes:
    """A colourful JPEG."""
    image = Image.linear_gradient("L").resize((width, height))
    buffer = io.BytesIO()
    Image.merge(
        "RGB", (image, image.rotate(90).resize((width, height)), image.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    ).save(buffer, "JPEG")
    return buffer.getvalue()


def attach(page: Page, *files: tuple[str, bytes]) -> None:
    payloads = [FilePayload(name=name, mimeType="application/octet-stream", buffer=content) for name, content in files]
    page.locator("#files").set_input_files(payloads)


def test_hello_runs_and_shows_how_it_went(page: Page) -> None:
    run(page, 'print("Hello from the sandbox!")')
    expect(page.locator(".outcome h3")).to_have_text("Finished")
    assert result(page, "stdout") == "Hello from the sandbox!\n"
    figures = page.locator(".figures").inner_text()
    assert re.search(r"Exit code\s+0", figures)
    assert re.search(r"Duration\s+[\d.]+ m?s", figures)
    assert re.search(r"Peak memory\s+[\d.]+ (KB|MB)", figures)
    expect(page.locator("#quota")).to_have_text(re.compile(r"\d+ of 1,000 today"))


def test_stdout_and_stderr_are_apart_and_the_exception_is_named(page: Page) -> None:
    run(page, "print('before')\n1 / 0\n")
    expect(page.locator(".outcome h3")).to_have_text("Ended by an exception")
    expect(page.locator(".outcome")).to_contain_text("ZeroDivisionError: division by zero (line 2)")
    assert result(page, "stdout") == "before\n"
    assert "Traceback" in result(page, "stderr")
    assert re.search(r"Exit code\s+1", page.locator(".figures").inner_text())


def test_an_exit_code_of_its_own_is_said_in_words(page: Page) -> None:
    run(page, "raise SystemExit(3)")
    expect(page.locator(".outcome h3")).to_have_text("Finished with exit code 3")


def test_markup_that_a_program_prints_stays_text(page: Page) -> None:
    run(page, "print('<img src=x onerror=alert(1)><script>alert(2)</script>')")
    assert result(page, "stdout") == "<img src=x onerror=alert(1)><script>alert(2)</script>\n"
    assert page.locator("#result img, #result script").count() == 0


def test_an_uploaded_jpeg_comes_back_grey_and_is_shown(page: Page) -> None:
    attach(page, ("photo.jpg", jpeg()))
    page.get_by_label("Files to return").fill("*.png")
    run(page, "from PIL import Image\nImage.open('photo.jpg').convert('L').save('grey.png')\n")
    picture = page.locator("#result img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 320)
    shown = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
    red, green, blue = shown.split()
    shades = [shade for shade, count in enumerate(red.histogram()) if count]
    assert shades[-1] - shades[0] > 100, "a picture with light and shade"
    different = ImageChops.difference(red, green), ImageChops.difference(red, blue)
    coloured = sum(sum(band.histogram()[9:]) for band in different)
    assert coloured < shown.width * shown.height * 0.02, "but for the rounded corners, no colour is left"


def test_the_grey_example_works_as_it_is(page: Page) -> None:
    pick_example(page, "grey")
    expect(page.locator("#attachments")).to_contain_text("photo.jpg")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result img")).to_be_visible()
    assert result(page, "stdout") == "JPEG, 480 x 320 pixels\n"


@pytest.mark.parametrize(
    ("example", "expected"), [("dunes", "dunes.png: 960 x 480"), ("statistics", "0 h"), ("words", "7 the")]
)
def test_the_other_examples_work_as_they_are(page: Page, example: str, expected: str) -> None:
    pick_example(page, example)
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome h3")).to_have_text("Finished")
    assert expected in result(page, "stdout")


def test_files_that_cannot_be_shown_are_downloads_and_missing_ones_say_so(page: Page) -> None:
    page.get_by_label("Files to return").fill("page.html, missing.txt")
    run(page, "open('page.html', 'w').write('<script>alert(1)</script>')")
    expect(page.locator(".file", has_text="missing.txt")).to_contain_text("not found")
    page.get_by_role("tab", name="Files").click()
    link = page.get_by_role("link", name="Download page.html")
    expect(link).to_have_attribute("download", "page.html")
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "page.html"


def test_stdin_reaches_the_program(page: Page) -> None:
    page.get_by_label("Standard input").fill("7\n")
    run(page, "print(int(input()) * 6)")
    assert result(page, "stdout") == "42\n"


def test_characters_are_counted_as_the_service_counts_them(page: Page) -> None:
    type_program(page, "😀é")
    expect(page.locator("#count")).to_have_text("2 of 2,000 characters")
    type_program(page, "#" * 2001)
    expect(page.locator("#count")).to_have_class(re.compile("over"))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome h3")).to_have_text("The program is too long")
    assert not [url for url in requests if url.endswith("/execute")]


def test_attachments_over_the_limits_are_left_out_and_the_reason_is_said(page: Page, tmp_path: Path) -> None:
    (tmp_path / "big.bin").write_bytes(bytes(8 * 1024 * 1024 + 1))
    page.locator("#files").set_input_files(tmp_path / "big.bin")
    expect(page.get_by_role("alert").filter(has_text="big.bin")).to_contain_text("the limit is 8 MB")
    attach(page, ("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c"))
    expect(page.get_by_role("alert").filter(has_text="c.txt")).to_contain_text("a request takes 2 files")
    page.get_by_role("button", name="Remove a.txt").click()
    attach(page, ("b.txt", b"b"))
    expect(page.get_by_role("alert").filter(has_text="b.txt")).to_contain_text("attached already")
    assert page.locator("#attachments li").count() == 1


def drop(page: Page, selector: str, name: str, content: str) -> None:
    """Let a file fall on an element."""
    transfer = page.evaluate_handle(
        """([name, content]) => {
          const data = new DataTransfer();
          data.items.add(new File([content], name));
          return data;
        }""",
        [name, content],
    )
    page.dispatch_event(selector, "drop", {"dataTransfer": transfer})


@pytest.mark.parametrize("where", ["#drop", ".cm-content", "#panel-output", "h1", "footer"])
def test_files_dropped_anywhere_are_attached(page: Page, where: str) -> None:
    drop(page, where, "note.txt", "hi")
    expect(page.locator("#attachments")).to_contain_text("note.txt")
    run(page, "print(open('note.txt').read())")
    assert result(page, "stdout") == "hi\n"


def test_a_program_dropped_on_the_editor_is_opened_and_elsewhere_attached(page: Page) -> None:
    drop(page, ".cm-content", "main.py", "\ufeffprint('dropped')\r\n")
    expect(page.locator(".cm-content")).to_have_text("print('dropped')")
    drop(page, "#result", "helper.py", "x = 1")
    expect(page.locator("#attachments")).to_contain_text("helper.py")
    expect(page.locator(".cm-content")).to_have_text("print('dropped')")


def test_what_was_made_but_not_asked_back_is_offered(page: Page) -> None:
    page.get_by_label("Files to return").fill("")
    run(page, "open('made.txt', 'w').write('here it is')")
    hint = page.locator(".hint")
    expect(hint).to_contain_text("made.txt")
    hint.get_by_role("button").click()
    expect(page.get_by_label("Files to return")).to_have_value("made.txt")
    expect(page.locator("#files-count")).to_have_text("1")
    page.get_by_role("tab", name="Files").click()
    expect(page.locator("#panel-files pre.preview")).to_have_text("here it is")


def test_a_run_can_be_given_up(page: Page, watch: Watch) -> None:
    type_program(page, "import time\ntime.sleep(60)")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#panel-output .working")).to_be_visible()
    expect(page.locator("#timer")).to_have_text(re.compile(r"\d\.\d s of 10 s"))
    page.locator("#run").click()
    expect(page.locator(".outcome h3")).to_have_text("You stopped waiting")
    expect(page.locator("#run")).to_have_text("Run")


def test_run_works_before_the_editor_has_arrived(context: BrowserContext, watch: Watch, base_url: str) -> None:
    held: list[Route] = []
    context.route("**/editor.js", lambda route: held.append(route))
    page = context.new_page()
    page.goto(base_url)
    page.locator("textarea#code").fill("print('plain')")
    page.get_by_role("button", name="Run").click()
    expect(page.locator('.part pre[aria-label="stdout"]')).to_have_text("plain\n")
    pick_example(page, "words")
    expect(page.locator("textarea#code")).to_have_value(re.compile("^from collections"))
    page.locator("textarea#code").fill("kept = 1")
    for route in held:
        route.continue_()
    expect(page.locator(".cm-content")).to_have_text("kept = 1")


def test_a_forbidden_import_is_explained_with_the_nearest_allowed_module(page: Page, watch: Watch) -> None:
    watch.expected = ("status of 400",)
    run(page, "import pandas\nimport nunpy\n")
    outcome = page.locator(".outcome")
    expect(outcome).to_contain_text("not on the list")
    expect(outcome).to_contain_text("pandas, line 1")
    expect(outcome).to_contain_text("nunpy, line 2")
    code = page.locator(".cm-content").evaluate("e => [...e.children].map((line) => line.textContent).join('\\n')")
    details = page.request.post(f"{page.url}validate", data={"code": code}).json()["error_details"]
    expect(outcome.locator("li").last).to_have_text(details["hint"].replace("`", ""))
    expect(outcome.get_by_role("link")).to_have_attribute("href", "#imports")


def test_a_forbidden_import_is_marked_while_typing(page: Page, watch: Watch) -> None:
    watch.expected = ("status of 400",)
    type_program(page, "import math\nimport os\n")
    expect(page.locator("#verdict")).to_have_text("Not on the list: os (line 2)")
    expect(page.locator(".cm-lintRange-error")).to_have_text("import os")
    type_program(page, "import math\n")
    expect(page.locator("#verdict[data-state=good]")).to_be_visible()
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)


def test_typing_asks_the_service_once_after_a_pause(page: Page) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("x = 1 # a longer line, typed letter by letter", delay=10)
    expect(page.locator("#verdict[data-state=good]")).to_be_visible()
    assert len([url for url in requests if url.endswith("/validate")]) == 1


def test_a_file_that_was_not_asked_back_is_offered_by_the_name_that_the_service_saw(page: Page) -> None:
    run(page, "name = 'a' + '.txt'\nwith open(name, 'w') as file:\n    file.write('made')")
    expect(page.locator(".hint")).to_contain_text("a.txt")
    page.get_by_role("button", name="Return it and try again").click()
    expect(page.get_by_label("Files to return")).to_have_value(re.compile("a.txt$"))
