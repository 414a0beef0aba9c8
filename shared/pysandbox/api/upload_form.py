"""The form that a file comes in: multipart/form-data with one field `file`, last, as S3's POST has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from .problems import Issue, RequestInvalidError

if TYPE_CHECKING:  # a name for type checkers alone
    from python_multipart.multipart import MultipartCallbacks

FORM_BYTES = 65_536
"""What a form may hold beside the file: its other fields and the boundaries."""

MAX_BOUNDARY = 70
"""RFC 2046 section 5.1.1."""


def file_in_form(body: bytes, content_type: str) -> bytes:
    """The content of the field `file` of a form; other fields are passed over.

    Raises:
        RequestInvalidError: it is no such form, or has no file, or more than one.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 1 <= len(boundary) <= MAX_BOUNDARY:
        raise _invalid("body", "must be multipart/form-data with a boundary")
    form = _Form()
    try:
        parser = MultipartParser(boundary, form.callbacks())
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise _invalid("body", f"is not a valid form: {str(error)[:200]}") from None
    if not form.complete:
        raise _invalid("body", "is not a valid form: its end is missing")
    if len(form.files) != 1:
        raise _invalid("file", "is required, once")
    return bytes(form.files[0])


def _invalid(field: str, message: str) -> RequestInvalidError:
    return RequestInvalidError([Issue(field, message)])


class _Form:
    """Collects what the parser finds."""

    def __init__(self) -> None:
        self.files: list[bytearray] = []
        self.complete = False
        self._header = self._value = b""
        self._part: bytearray | None = None

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._name,
            "on_header_value": self._text,
            "on_header_end": self._end_of_header,
            "on_part_data": self._data,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._part = None
        self._header = self._value = b""

    def _name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _text(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_of_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            if options.get(b"name") == b"file":
                self._part = bytearray()
                self.files.append(self._part)
        self._header = self._value = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._part is not None:
            self._part += data[start:end]

    def _end(self) -> None:
        self.complete = True
