"""From pydantic's errors to our words: plain sentences about JSON, with the names that a caller knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from .texts import ABSENT, FLAW, REQUIRED

WANTED = {
    "an object": "model_type model_attributes_type dataclass_type dataclass_exact_type dict_type mapping_type "
    "frozen_dict_type ordered_dict_type counter_type named_tuple_type arguments_type",
    "an array": "list_type tuple_type set_type frozen_set_type deque_type iterable_type",
    "a string": "string_type bytes_type string_unicode string_sub_type enum url_type uuid_type",
    "a number": "float_type float_parsing decimal_type decimal_parsing fraction_type fraction_parsing complex_type "
    "complex_str_parsing",
    "a whole number": "int_type int_parsing int_from_float",
    "a boolean": "bool_type bool_parsing",
    "null": "none_required",
}
"""What JSON calls the value that was wanted, by the types of pydantic's errors."""

SENTENCES = {
    "missing": REQUIRED,
    "missing_argument": REQUIRED,
    "missing_keyword_only_argument": REQUIRED,
    "missing_positional_only_argument": REQUIRED,
    "extra_forbidden": "is not a field of this service",
    "unexpected_keyword_argument": "is not a field of this service",
    "unexpected_positional_argument": "is not a field of this service",
    "multiple_argument_values": "is there more than once",
    "invalid_key": "has a key that is no string",
    "finite_number": "must be a finite number",
    "int_parsing_size": "has too many digits",
    "too_long": "has too many elements; at most {max_length} are allowed",
    "too_short": "has too few elements; at least {min_length} are needed",
    "string_too_long": "has too many characters; at most {max_length} are allowed",
    "string_too_short": "has too few characters; at least {min_length} are needed",
    "bytes_too_long": "has too many bytes; at most {max_length} are allowed",
    "bytes_too_short": "has too few bytes; at least {min_length} are needed",
    "recursion_loop": "is nested too deeply",
    "recursion_depth_exceeded": "is nested too deeply",
    "json_type": "must be JSON",
    "value_error": "is not valid: {error}",
    "assertion_error": "is not valid: {error}",
    "callable_type": "cannot be sent as JSON",
    "is_instance_of": "cannot be sent as JSON",
    "is_subclass_of": "cannot be sent as JSON",
    "needs_python_object": "cannot be sent as JSON",
    "union_tag_invalid": "must be one of {expected_tags} by its {discriminator}, not {tag}",
    "url_syntax_violation": "must be a valid URL, {error}",
    "missing_sentinel_error": "must not be there",
    "ellipsis_error": "must not be there",
}

JSON = {
    "EOF while parsing a string": "it ends inside a string",
    "EOF while parsing a list": "it ends inside an array",
    "EOF while parsing an object": "it ends inside an object",
    "EOF while parsing a value": "it ends where a value is expected",
    "expected value": "a value is expected",
    "expected ident": "a value is expected",
    "expected `:`": "a colon is expected",
    "expected `,` or `]`": "a comma or a closing bracket is expected",
    "expected `,` or `}`": "a comma or a closing brace is expected",
    "key must be a string": "a key must be a string in double quotes",
    "trailing comma": "a comma stands before a closing bracket",
    "trailing characters": "something follows the document",
    "invalid number": "a number is malformed",
    "number out of range": "a number has too many digits",
    "invalid escape": "a backslash is followed by what is no escape",
    "lone leading surrogate in hex escape": "an escape is half a surrogate pair",
    "unexpected end of hex escape": "an escape is cut short",
    "invalid unicode code point": "it is not valid UTF-8",
    "control character (\\u0000-\\u001F) found while parsing a string": "a string holds a control character, which has "
    "to be written as an escape such as \\n",
    "recursion limit exceeded": "it is nested too deeply",
}
"""What the parser (jiter) says, by the beginning of its message."""

MEANT = {
    "code": ("source", "program", "script", "python", "python_code", "source_code", "text", "input_code"),
    "stdin_data": ("stdin", "input", "std_in", "stdin_text", "input_data", "standard_input"),
    "attachments": ("files", "file", "attachment", "input_files", "inputs", "attached_files"),
    "return_files": ("output_files", "outputs", "returned_files", "return_file", "files_to_return", "out_files"),
    "timeout_seconds": ("timeout", "timeout_s", "timeout_sec", "time_limit", "max_seconds", "timeout_ms"),
    "filename": ("name", "file_name", "path", "file"),
    "content_base_64": ("content_base64", "content", "data", "base64", "content_b64", "base_64", "body"),
    "upload_id": ("upload", "uploadid", "id"),
    "size_bytes": ("size", "length", "bytes", "content_length", "file_size"),
}
"""Names that a caller may have sent in the place of ours. Case, `_` and `-` do not count."""

_WANTED = {kind: noun for noun, kinds in WANTED.items() for kind in kinds.split()}
_PLAIN = re.compile(r"[^a-z0-9]")
_MEANT = {(field, _PLAIN.sub("", name)) for field, names in MEANT.items() for name in (field, *names)}


def words(error: ErrorDetails) -> str:
    """What is wrong with the field of `error`: the rest of a sentence that begins with its name."""
    kind, context = error["type"], error.get("ctx", {})
    if error.get("input") is ABSENT:
        return REQUIRED
    if kind == FLAW:
        return str(context["message"])
    if kind == "json_invalid":
        return json_words(str(context["error"]))
    if kind in _WANTED:
        return f"must be {_WANTED[kind]}, not {json_kind(error.get('input'))}"
    if kind in SENTENCES:
        return SENTENCES[kind].format(**context)
    # The rest speaks of numbers' bounds, dates, addresses and the like, in words that need no Python.
    message = re.sub(r"^(?:\w+ )?[Ii]nput should ", "must ", error["msg"])
    return message[:1].lower() + message[1:] if message.startswith("must ") else f"is not valid: {message}"


def json_words(message: str) -> str:
    """What the parser says, in a sentence about the body."""
    found = re.fullmatch(r"(.*) at line (\d+) column (\d+)", message, re.DOTALL)
    what, line, column = found.groups() if found else (message, "1", "0")
    plain = next((words for beginning, words in JSON.items() if what.startswith(beginning)), what)
    return f"is not valid JSON: {plain} (line {line}, column {column})"


def json_kind(value: Any) -> str:
    """What JSON calls a value of this kind."""
    kinds = ((bool, "a boolean"), (int | float, "a number"), (str | bytes, "a string"), (list | tuple, "an array"))
    if value is None:
        return "null"
    return next((noun for kind, noun in kinds if isinstance(value, kind)), "an object")


def path(location: Sequence[str | int]) -> str:
    """A field as issues name it: `attachments[0].filename`; the document as a whole is `body`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.lstrip(".") or "body"


def meant(name: str, fields: Iterable[str]) -> str | None:
    """Which of `fields` whoever wrote `name` will have meant."""
    plain = _PLAIN.sub("", name.lower()[:100])
    return next((field for field in fields if (field, plain) in _MEANT and field != name), None)
