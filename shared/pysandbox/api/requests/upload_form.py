"""The form that a file comes in: multipart/form-data with one field `file`, last, as S3's POST has it."""

from __future__ import annotations

from collections.abc import Iterator

from python_multipart.multipart import parse_options_header

from .problems import RequestInvalidError, invalid_body, invalid_field

FORM_BYTES = 65_536
"""What a form may hold beside the file: its other fields and the boundaries."""

MAX_PARTS = 32
"""S3 asks for a dozen fields beside the file."""

MAX_PART_HEAD_BYTES = 8192

MAX_BOUNDARY = 70
"""RFC 2046 section 5.1.1."""

CRLF = b"\r\n"


def file_in_form(body: bytes, content_type: str) -> memoryview:
    """The content of the field `file` of a form, as a part of `body`; other fields are passed over.

    Raises:
        RequestInvalidError: it is no such form, or has no file, or more than one.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 1 <= len(boundary) <= MAX_BOUNDARY:
        raise invalid_body("must be multipart/form-data with a boundary")
    files = [content for head, content in _parts(body, boundary) if _names_file(head)]
    if len(files) != 1:
        raise invalid_field("file", "is required, once")
    return files[0]


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Head and content of each part (RFC 2046 section 5.1.1). A part costs a few searches, however large it is."""
    delimiter = CRLF + b"--" + boundary
    at = len(delimiter) - len(CRLF) if body.startswith(delimiter[len(CRLF) :]) else _after(body, delimiter, 0)
    for _ in range(MAX_PARTS + 1):
        if body.startswith(b"--", at):
            return
        begin = _after(body, CRLF, at)
        if body[at : begin - len(CRLF)].strip(b" \t"):
            raise _malformed("a boundary is followed by something else")
        blank = begin - len(CRLF) if body.startswith(CRLF, begin) else body.find(CRLF * 2, begin)
        if not 0 <= blank - begin + len(CRLF) <= MAX_PART_HEAD_BYTES:
            raise _malformed("the head of a part does not end")
        content = blank + 2 * len(CRLF)
        at = _after(body, delimiter, content)
        yield body[begin:blank], memoryview(body)[content : at - len(delimiter)]
    raise _malformed(f"it has more than {MAX_PARTS} parts")


def _after(body: bytes, wanted: bytes, at: int) -> int:
    found = body.find(wanted, at)
    if found < 0:
        raise _malformed("its end is missing")
    return found + len(wanted)


def _malformed(why: str) -> RequestInvalidError:
    return invalid_body(f"is not a valid form: {why}")


def _names_file(head: bytes) -> bool:
    for line in head.split(CRLF):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-disposition":
            _, options = parse_options_header(value.strip())
            return options.get(b"name") == b"file"
    return False
