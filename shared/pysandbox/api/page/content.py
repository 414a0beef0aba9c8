"""What the reference says, as data: the texts of content/, with this service's own values in them.

Templates only lay it out. Whatever else writes the reference (Markdown, a tool's description) starts from here too.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from ...errors import ConfigurationError
from ...policy.hints import load_module_hints
from . import samples, words
from .document import BASE, Facts
from .fields import SchemaReader

CONTENT = Path(__file__).parent / "content"
STATIC = Path(__file__).parent / "static"

LANGUAGES = (
    ("curl", "curl"),
    ("python", "Python"),
    ("javascript", "JavaScript"),
    ("go", "Go"),
    ("powershell", "PowerShell"),
)
"""In which samples are written; `make site` writes them, by the code that serves the playground's Request tab."""

CLIENTS = (
    ("python", "Python, with requests", "grey.py.txt"),
    ("javascript", "JavaScript, for Node.js", "grey.mjs.txt"),
    ("curl", "curl and jq, in bash", "grey.sh.txt"),
)
"""The complete example's clients, files of content/clients."""

SHOWN_ANSWERS = (400, 429, 503)


def build(facts: Facts) -> dict[str, Any]:
    """The whole content, for a template.

    Raises:
        ConfigurationError: a text names a value that the service does not have.
    """
    values = facts.limits["limits"]
    said = {
        **words.limits(values),
        "python_version": str(facts.limits["python_version"]),
        "quota": words.quota(values["requests_per_minute"], values["requests_per_day"]),
    }
    schema = SchemaReader(facts.openapi)
    answers = samples.answers(facts.openapi)
    return {
        **_substituted(_toml("reference.toml"), said),
        "base": BASE,
        "rate_headers": samples.rate_headers(values),
        "python_version": said["python_version"],
        "limits_in_words": said,
        "imports_list": _imports(facts.limits["imports"]),
        "request_fields": schema.request_of("/execute"),
        "response_fields": schema.answer_of("/execute", 200),
        "languages": LANGUAGES,
        "snippets": json.loads((STATIC / "snippets.json").read_text("utf-8")),
        "clients": [(name, title, _text(f"clients/{file}")) for name, title, file in CLIENTS],
        "examples": examples(),
        "sample_bodies": {
            "request": samples.EVERY_FIELD,
            "files": samples.output_files(facts.openapi),
            "upload_request": {"filename": "photo.jpg", "size_bytes": values["max_attachment_bytes"]},
            "upload_answer": samples.upload_answer(facts.openapi, BASE),
            "answers": {samples.reason_phrase(status): body for status, body in answers.items()},
            "errors": {samples.reason_phrase(status): answers[status] for status in SHOWN_ANSWERS},
        },
        "developer_login": facts.developer,
        "service": service_values(facts),
    }


def examples() -> list[dict[str, str]]:
    """Programs to start from, with all that they need."""
    rows: list[dict[str, str]] = _toml("examples.toml")["example"]
    empty = {"stdin": "", "returns": "", "photo": ""}
    return [
        {**empty, **row, "stdin": row.get("stdin", "").lstrip("\n"), "code": _text(f"examples/{row['id']}.py")}
        for row in rows
    ]


def service_values(facts: Facts) -> dict[str, Any]:
    """What the page's script needs to know; it asks for nothing before it is asked to do something."""
    return {
        "limits": facts.limits["limits"],
        "imports": facts.limits["imports"],
        "uploads": facts.limits["uploads"],
        "reasons": {
            row["id"]: {"title": row["title"], "text": row["text"]} for row in _toml("reference.toml")["reasons"]["row"]
        },
        "examples": examples(),
        "developer": facts.developer,
    }


def _imports(imports: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "categories": [row for row in imports["categories"] if row["modules"]],
        "denied": imports["denied_submodules"],
        "instead": [{"names": row.names, "hint": row.hint} for row in load_module_hints()],
        "versions": ", ".join(f"{name} {version}" for name, version in imports["libraries"].items()),
    }


def _text(name: str) -> str:
    return (CONTENT / name).read_text("utf-8")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_text(name))


def _substituted(value: Any, said: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        try:
            return Template(value).substitute(said)
        except KeyError as error:
            raise ConfigurationError(f"the reference names {error}, which GET /limits does not have") from error
    if isinstance(value, Mapping):
        return {name: _substituted(item, said) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [_substituted(item, said) for item in value]
    return value
