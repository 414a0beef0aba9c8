"""What the page says without a script: reference, samples, addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markupsafe import escape
from pysandbox.api.answers.examples import ADDRESS, HELLO_CODE
from pysandbox.api.page import content, samples
from pysandbox.api.page.document import ADDRESSES, BASE, Facts
from pysandbox.api.page.fields import Field
from pysandbox.errors import ConfigurationError

from tests.api.page.reading import Client, Text, said


def test_the_reference_stands_in_the_document(client: Client) -> None:
    text = said(client)
    for words in (
        "Introduction",
        "Base URL",
        "http://page.example/execute",
        "Requests per minute (RPM) 5 requests",
        "Requests per day (RPD) 30 requests",
        "Execution time 10 seconds",
        "Code length 2,000 characters",
        "Attachment size 8 MB each",
        "No network access",
        "Filesystem isolation",
        "pip install requests",
        "Field Type Required Description",
        "content_base_64",
        "content_base64",
        "termination_reason",
        "400 Bad Request",
        "429 Too Many Requests",
        "503 Service Unavailable",
        "ForbiddenImportError",
        "1. The sandbox script",
        "2. The client",
        "numpy.f2py",
    ):
        assert words in text, words


def test_every_module_and_version_stands_in_the_document(client: Client) -> None:
    text, limits = said(client), client.get("/limits").json()
    for row in limits["imports"]["categories"]:
        for module in row["modules"]:
            assert module in text, module
    for name, version in limits["imports"]["libraries"].items():
        assert f"{name} {version}" in text


def test_every_field_of_request_and_answer_is_explained(client: Client) -> None:
    document = client.get("/openapi.json").json()
    facts = Facts(client.get("/limits").json(), document, None)
    built = content.build(facts)

    def all_of(fields: tuple[Field, ...]) -> Iterator[Field]:
        for field in fields:
            yield field
            yield from all_of(field.children)

    text = said(client)
    for field in [*all_of(built["request_fields"]), *all_of(built["response_fields"])]:
        assert field.name in text
        assert field.meaning or field.children, field.path


def test_the_reference_as_markdown_says_the_same(client: Client) -> None:
    answer = client.get("/reference.md")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    html = re.sub(r"\s+", "", said(client))
    plain = re.compile(r"[`*]|\[([^\]]*)\]\([^)]*\)")
    for line in answer.text.splitlines():
        if line.startswith(("| ", "- **", "#")) and "---" not in line:
            for part in re.split(r"[|:,.] |\*\*|^#+ | \|$", line.lstrip("#- ")):
                words = re.sub(r"\s+", "", plain.sub(lambda found: found[1] or "", part).strip("| ."))
                assert words in html, part
    assert "&#" not in answer.text, "nothing is escaped for HTML"
    assert answer.text.count("```") % 2 == 0
    assert "http://page.example/execute" in answer.text


def test_the_numbers_are_the_services_own() -> None:
    text = said(Client(SANDBOX_TIMEOUT_SECONDS="3", SANDBOX_REQUESTS_PER_MINUTE="7", SANDBOX_MEMORY_MB="128"))
    assert "Execution time 3 seconds" in text
    assert "Requests per minute (RPM) 7 requests" in text
    assert "Memory 128 MB" in text
    assert "Requests per day (RPD) no limit" in said(Client(SANDBOX_REQUESTS_PER_DAY="0"))


@pytest.mark.parametrize(
    ("minute", "day", "words"),
    [
        ("5", "30", "Free: 5 a minute, 30 a day"),
        ("5", "0", "Free: 5 a minute"),
        ("0", "1000", "Free: 1,000 a day"),
        ("0", "0", "Free, and as often as you like"),
    ],
)
def test_how_often_one_may_run_is_said_in_words(minute: str, day: str, words: str) -> None:
    text = said(Client(SANDBOX_REQUESTS_PER_MINUTE=minute, SANDBOX_REQUESTS_PER_DAY=day))
    assert f" {words} " in text


def test_a_text_that_names_an_unknown_value_stops_the_service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for source in content.CONTENT.rglob("*"):
        if source.is_file():
            copy = tmp_path / source.relative_to(content.CONTENT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(source.read_text("utf-8").replace("$max_body_bytes", "$max_body_hats"), "utf-8")
    monkeypatch.setattr(content, "CONTENT", tmp_path)
    with pytest.raises(ConfigurationError, match="max_body_hats"):
        Client().app.state.page.prepare()


def test_no_address_is_left_open(client: Client) -> None:
    for path in ("/", "/embed"):
        assert BASE not in client.get(path).text
    assert "sandbox.invalid" not in client.get("/").text


def test_samples_use_the_address_that_the_caller_used() -> None:
    client = Client()
    html = client.get("/", {"Host": "a.example:8080"}).text
    assert "http://a.example:8080/execute" in html
    public = Client(SANDBOX_PUBLIC_URL="https://b.example/sandbox")
    assert "https://b.example/sandbox/execute" in public.get("/", {"Host": "a.example"}).text


@pytest.mark.parametrize("host", ['a"><script>alert(1)</script>', "host'quoted", "host spaced", "<host>", "x" * 300])
def test_a_host_that_is_none_does_not_reach_the_document(client: Client, host: str) -> None:
    assert host not in client.get("/", {"Host": host}).text


def test_many_hosts_do_not_fill_the_memory() -> None:
    client = Client()
    for number in range(3 * ADDRESSES):
        client.get("/", {"Host": f"h{number}.example"})
    assert len(client.app.state.page._sent) == ADDRESSES


@pytest.mark.parametrize("status", [200, 400, 429, 503])
def test_the_sample_answers_are_what_the_schema_describes(client: Client, status: int) -> None:
    document = client.get("/openapi.json").json()
    body = samples.answers(document)[status]
    schema = document["paths"]["/execute"]["post"]["responses"][str(status)]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(body)


def test_the_first_answer_is_that_to_the_program_which_the_snippets_send() -> None:
    assert (content.CONTENT / "samples" / "hello.py").read_text("utf-8") == HELLO_CODE


@pytest.mark.parametrize("store", [{}, {"SANDBOX_UPLOAD_STORE": "none"}], ids=["uploads", "none"])
def test_the_samples_are_this_deployments(store: dict[str, str]) -> None:
    client = Client(SANDBOX_MAX_CONCURRENCY="7", SANDBOX_REQUESTS_PER_DAY="0", **store)
    document = client.get("/openapi.json").json()
    answer = samples.answers(document)[200]
    assert answer["server_status"]["max_concurrent_processes"] == 7
    assert set(answer["user_info"].values()) == {ADDRESS, None}
    assert samples.upload_answer(document, "https://a.example")["url"].startswith("https://a.example/uploads/")
    assert set(samples.output_files(document)) == {"shout.txt", "missing.txt"}


def test_the_sample_request_is_what_the_schema_describes(client: Client) -> None:
    document = client.get("/openapi.json").json()
    schema = document["paths"]["/execute"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(samples.EVERY_FIELD)


def test_the_developers_link_stands_in_the_document() -> None:
    html = Client(SANDBOX_DEVELOPER_GITHUB="octo-dev").get("/").text
    assert '<a href="https://github.com/octo-dev"' in html
    assert "Meet the developer" in html
    assert "github.com" not in Client().get("/").text


@pytest.mark.parametrize("name", ["-a", "a-", "a--b", "a b", "a/b", "a;b", "é", "a" * 40])
def test_a_developer_that_is_no_github_name_is_refused_at_start(name: str) -> None:
    with pytest.raises(ConfigurationError, match="SANDBOX_DEVELOPER_GITHUB"):
        Client(SANDBOX_DEVELOPER_GITHUB=name)


def test_programs_stand_in_the_documents_as_they_are(client: Client) -> None:
    first = content.examples()[0]["code"]
    html = client.get("/").text
    assert f">{escape(first)}</textarea>" in html
    assert json.loads(html.partition('id="service">')[2].partition("</script>")[0])["examples"][0]["code"] == first
    assert content.examples()[1]["code"] in client.get("/reference.md").text


def test_every_id_is_used_once_and_every_way_inside_leads_somewhere(client: Client) -> None:
    tags = Text(client.get("/").text).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    inside = {to[1:] for tag, attributes in tags if tag == "a" and (to := attributes.get("href")) and to[0] == "#"}
    assert inside <= set(ids)


def test_what_the_script_is_told_cannot_end_its_element(client: Client) -> None:
    html = client.get("/").text
    told = html.partition('<script type="application/json" id="service">')[2].partition("</script>")[0]
    assert "<" not in told
    assert json.loads(told)["limits"] == client.get("/limits").json()["limits"]
