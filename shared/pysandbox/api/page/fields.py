"""A JSON schema as the fields that a reader looks up: a tree with names, types, bounds and meanings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import words

DEEPEST = 5
"""Levels below the root; a schema that refers to itself ends here."""

LONG_NUMBER_OF_BYTES = re.compile(r"\b(\d{5,}) bytes\b")

type Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body."""

    path: str
    """From the root: `attachments[].filename`, `output_files[name].error`."""
    name: str
    type: str
    required: bool
    meaning: str
    bounds: str
    children: tuple[Field, ...]


class SchemaReader:
    """Reads fields out of an OpenAPI document."""

    def __init__(self, document: Schema) -> None:
        self._document = document

    def request_of(self, path: str) -> tuple[Field, ...]:
        """The fields of the JSON body that `POST path` takes."""
        body = self._document["paths"][path]["post"]["requestBody"]
        return tuple(self._fields(body["content"]["application/json"]["schema"], "", 0))

    def answer_of(self, path: str, status: int) -> tuple[Field, ...]:
        """The fields of the body that `POST path` answers with."""
        answer = self._document["paths"][path]["post"]["responses"][str(status)]
        return tuple(self._fields(answer["content"]["application/json"]["schema"], "", 0))

    def _resolved(self, schema: Schema) -> dict[str, Any]:
        """The schema itself: references followed, `or null` taken apart."""
        own = dict(schema)
        reference = own.pop("$ref", None)
        if reference is not None:
            target: Any = self._document
            for key in reference.removeprefix("#/").split("/"):
                target = target[key]
            return {**self._resolved(target), **own}
        if len(own.get("allOf", ())) == 1:
            (part,) = own.pop("allOf")
            return {**self._resolved(part), **own}
        if "anyOf" in own:
            parts = [self._resolved(part) for part in own.pop("anyOf")]
            real = [part for part in parts if part.get("type") != "null"]
            nullable = len(real) < len(parts)
            return {**(real[0] if len(real) == 1 else {"either": real}), **own, "nullable": nullable}
        return own

    def _fields(self, schema: Schema, prefix: str, depth: int) -> Iterator[Field]:
        resolved = self._resolved(schema)
        required = resolved.get("required", ())
        for name, given in resolved.get("properties", {}).items():
            field = self._resolved(given)
            path = f"{prefix}{name}"
            meaning = LONG_NUMBER_OF_BYTES.sub(lambda found: words.size(int(found[1])), field.get("description", ""))
            children = tuple(self._below(field, path, depth)) if depth < DEEPEST else ()
            bounds = "" if "at most" in meaning.lower() else _bounds(field)
            yield Field(path, name, self._type(field), name in required, meaning, bounds, children)

    def _below(self, field: Schema, path: str, depth: int) -> Iterator[Field]:
        if "either" in field:
            seen: set[str] = set()
            for part in field["either"]:
                for child in self._below(part, path, depth):
                    if child.path not in seen:
                        seen.add(child.path)
                        yield child
        elif field.get("type") == "array":
            yield from self._below(self._resolved(field.get("items", {})), f"{path}[]", depth)
        elif isinstance(field.get("additionalProperties"), Mapping):
            yield from self._below(self._resolved(field["additionalProperties"]), f"{path}[name]", depth)
        else:
            yield from self._fields(field, f"{path}.", depth + 1)

    def _type(self, schema: Schema) -> str:
        if "either" in schema:
            text = " or ".join(self._type(part) for part in schema["either"])
        elif schema.get("type") == "array":
            text = f"array of {self._type(self._resolved(schema.get('items', {})))}s"
        else:
            text = str(schema.get("type", "string" if "const" in schema or "enum" in schema else "any"))
        return f"{text} or null" if schema.get("nullable") else text


def _bounds(field: Schema) -> str:
    said = []
    if "maxLength" in field:
        said.append(f"at most {words.plural(field['maxLength'], 'character')}")
    if "maxItems" in field:
        said.append(f"at most {field['maxItems']:,}")
    if "enum" in field:
        said.append(", ".join(f"`{value}`" for value in field["enum"]))
    if "minimum" in field and "maximum" in field:
        said.append(f"{field['minimum']:,} to {field['maximum']:,}")
    text = "; ".join(said)
    return text and f"{text[0].upper()}{text[1:]}."
