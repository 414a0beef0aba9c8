"""Base64 of a request, decoded strictly, with what is wrong with it in plain words."""

from __future__ import annotations

import binascii

import pybase64

_SPACE = b" \n\r\t\f\v"


def decode_base64(raw: bytes) -> bytes:
    """The bytes of `raw`: RFC 4648 section 4 with its padding, and ASCII white space anywhere.

    Raises:
        ValueError: saying what is wrong with it.
    """
    try:
        return _decode_base64(raw)
    except ValueError:
        if raw[:5].lower() == b"data:":
            raise ValueError("it is a data: URL; send only what follows its comma") from None
        if not raw.isascii():
            raise ValueError("it holds a character outside ASCII") from None
        stripped = raw.translate(None, _SPACE)
        if len(stripped) == len(raw):
            raise
        return _decode_base64(stripped)


def _decode_base64(data: bytes) -> bytes:
    if len(data) % 4:
        raise ValueError("its length is not a multiple of four characters; is the padding missing?")
    try:
        decoded = pybase64.b64decode(data, validate=True)
    except binascii.Error:
        decoded = _decode_slowly(data)
    if data.endswith(b"=") and binascii.b2a_base64(decoded[-(len(decoded) % 3) :], newline=False) != data[-4:]:
        raise ValueError("the last character holds bits that belong to no byte")
    return decoded


def _decode_slowly(data: bytes) -> bytes:
    """What binascii makes of it; its words say best what is wrong."""
    try:
        # Strict refuses what lenient skips: foreign characters, padding in the middle, data after it.
        return binascii.a2b_base64(data, strict_mode=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
