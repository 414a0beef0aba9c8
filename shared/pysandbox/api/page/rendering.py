"""Jinja2 with what the page's templates use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from .samples import reason_phrase

INLINE = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*]+)\*|\[(?P<text>[^\]]+)\]\((?P<to>[^)]+)\)"
)


STRONG, EMPHASIS = Markup("<strong>{}</strong>"), Markup("<em>{}</em>")
WHOLE, LONGEST_WHOLE = Markup('<span class="whole">{}</span>'), 24


def inline(text: str) -> Markup:
    """A line of text with `code`, **strong**, *emphasis* and [links](to) as HTML; all else is escaped."""
    parts, end = [], 0
    for found in INLINE.finditer(text):
        parts.append(escape(text[end : found.start()]))
        end = found.end()
        if found["code"]:
            parts.append(_code(found["code"]))
        elif found["text"]:
            parts.append(Markup('<a href="{}">{}</a>').format(found["to"], inline(found["text"])))
        else:
            form = STRONG if found["strong"] else EMPHASIS
            parts.append(form.format(found["strong"] or found["em"]))
    parts.append(escape(text[end:]))
    return Markup("").join(parts)


def _code(text: str) -> Markup:
    """A piece of code, in which no line ends after a hyphen: `Retry-After` and `--data` are one word each."""
    words = [
        WHOLE.format(word) if "-" in word and len(word) <= LONGEST_WHOLE else escape(word) for word in text.split(" ")
    ]
    return Markup("<code>{}</code>").format(Markup(" ").join(words))


def pretty(value: Any) -> str:
    """A JSON body as a person reads it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def data(value: Any) -> Markup:
    """JSON for a <script type="application/json">, where nothing but `</script` and `<!--` could end it early."""
    # SAFETY: "<" is escaped, so no markup can begin inside.
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))  # nosec B704


def breakable(name: str) -> Markup:
    """A long name, with places where it may be broken over two lines."""
    return Markup("<wbr>").join(escape(part) for part in re.split(r"(?<=[._\]])", name) if part)


@cache  # it keeps the templates that it has compiled
def environment(templates: Path) -> Environment:
    """Jinja2 with what the templates use; an unknown name is an error and never an empty place."""
    env = Environment(
        loader=FileSystemLoader(templates),
        autoescape=select_autoescape(("html",), default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"inline": inline, "pretty": pretty, "data": data, "breakable": breakable, "phrase": reason_phrase}
    return env


def render(templates: Path, names: Iterable[str], content: Mapping[str, Any], theme: str) -> dict[str, str]:
    """Each of the templates with `content`; `theme` is a script that goes in as it is."""
    env = environment(templates)
    # SAFETY: the script is a file of this package.
    whole = {**content, "theme_script": Markup(theme)}  # nosec B704
    return {name: env.get_template(name).render(whole) for name in names}
