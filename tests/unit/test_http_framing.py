"""Heads and chunks of every shape: read in one way or refused, in work that is linear in the bytes."""

from __future__ import annotations

import pytest
from pysandbox.api.http.reading.chunked import FREE_FRAMING_BYTES, MAX_LINE_BYTES, ChunkedDecoder
from pysandbox.api.http.reading.head import Head, HeadReader, MalformedError

MOST = 65_536


def read(raw: bytes, step: int = 0) -> tuple[Head, bytes]:
    """The head in `raw`, fed in pieces of `step` bytes, and what is left."""
    reader = HeadReader(MOST)
    step = step or len(raw)
    for at in range(0, len(raw), step):
        found = reader.feed(raw[at : at + step])
        if found is not None:
            return found[0], found[1] + raw[at + step :]
    raise AssertionError("the head is not whole")


@pytest.mark.parametrize("step", [0, 1, 2, 3, 7])
def test_a_head_is_read_the_same_however_it_comes(step: int) -> None:
    raw = b"\r\nPOST /a%20b?c=d HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nX: 1\r\nX: 2\r\n\r\nabcGET"
    head, rest = read(raw, step)
    assert (head.method, head.target, head.version) == ("POST", b"/a%20b?c=d", "1.1")
    assert head.headers == [(b"host", b"x"), (b"content-length", b"3"), (b"x", b"1"), (b"x", b"2")]
    assert (head.length, head.keep_alive, head.expects_continue, rest) == (3, True, False, b"abcGET")


UPGRADES = {
    "h2c": b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n",
    "websocket": b"Upgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Key: AA==\r\n",
    "TLS": b"Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n",
    "shouted": b"CONNECTION: UPGRADE\r\nUPGRADE: H2C\r\n",
    "two": b"Connection: keep-alive\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nUpgrade: websocket\r\n",
    "beside others": b"Connection: keep-alive ,  Upgrade\r\nUpgrade:h2c, foo/2\r\n",
}


@pytest.mark.parametrize("fields", UPGRADES.values(), ids=list(UPGRADES))
@pytest.mark.parametrize("framing", [b"Content-Length: 3\r\n", b"Transfer-Encoding: chunked\r\n"])
@pytest.mark.parametrize("more", [b"", b"Expect: 100-continue\r\n"])
def test_an_offer_to_upgrade_changes_nothing(fields: bytes, framing: bytes, more: bytes) -> None:
    head, rest = read(b"POST /execute HTTP/1.1\r\nHost: x\r\n" + fields + framing + more + b"\r\nabc")
    assert (head.length, rest) == (None if b"chunked" in framing else 3, b"abc")
    assert (head.keep_alive, head.expects_continue) == (True, bool(more))
    assert b"upgrade" not in dict(head.headers)


AMBIGUOUS = {
    "length and chunked": b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
    "chunked and length": b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
    "two lengths": b"Content-Length: 3\r\nContent-Length: 4\r\n",
    "the same length twice": b"Content-Length: 3\r\nContent-Length: 3\r\n",
    "a list of lengths": b"Content-Length: 3, 3\r\n",
    "a sign": b"Content-Length: +3\r\n",
    "negative": b"Content-Length: -3\r\n",
    "hexadecimal": b"Content-Length: 0x3\r\n",
    "no number": b"Content-Length: \r\n",
    "beyond 64 bits": b"Content-Length: 99999999999999999999\r\n",
    "space before the colon": b"Content-Length : 3\r\n",
    "space before a coding's colon": b"Transfer-Encoding : chunked\r\n",
    "folded": b"Transfer-Encoding:\r\n chunked\r\n",
    "folded length": b"Content-Length: 3\r\n 4\r\n",
    "chunked twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "chunked, chunked": b"Transfer-Encoding: chunked, chunked\r\n",
    "gzip, chunked": b"Transfer-Encoding: gzip, chunked\r\n",
    "identity": b"Transfer-Encoding: identity\r\n",
    "chunked misspelt": b"Transfer-Encoding: xchunked\r\n",
    "vertical tab": b"Transfer-Encoding: \x0bchunked\r\n",
    "NUL": b"Transfer-Encoding: chunked\0\r\n",
    "bare LF": b"X: 1\nContent-Length: 3\r\n",
    "bare CR": b"X: 1\rContent-Length: 3\r\n",
    "CR CR LF": b"X: 1\r\r\nContent-Length: 3\r\n",
    "no colon": b"Content-Length 3\r\n",
    "no name": b": 3\r\n",
}


@pytest.mark.parametrize("fields", AMBIGUOUS.values(), ids=list(AMBIGUOUS))
@pytest.mark.parametrize("upgrade", [b"", b"Connection: Upgrade\r\nUpgrade: h2c\r\n"])
def test_a_head_that_two_readers_could_read_differently_is_refused(fields: bytes, upgrade: bytes) -> None:
    with pytest.raises(MalformedError):
        read(b"POST / HTTP/1.1\r\nHost: x\r\n" + upgrade + fields + b"\r\nabc")


@pytest.mark.parametrize(
    "line",
    [
        b"GET /",
        b"GET / HTTP/0.9",
        b"GET / HTTP/2.0",
        b"GET / HTTP/1.2",
        b"PRI * HTTP/2.0",
        b"CONNECT x:80 HTTP/1.1",
        b"get / HTTP/1.1",
        b"GET / HTTP/1.1 x",
        b"\x16\x03\x01\x02",
        b"GET / HTTP/1.1\nHost: x",
    ],
)
def test_what_is_no_request_line_is_refused(line: bytes) -> None:
    with pytest.raises(MalformedError):
        read(line + b"\r\nHost: x\r\n\r\n")


def test_chunked_means_nothing_to_http_1_0() -> None:
    with pytest.raises(MalformedError):
        read(b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")
    assert read(b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx")[0].keep_alive is False


@pytest.mark.parametrize("begin", [b"GET / HTTP/1.1\r\nX: ", b"GET /", b"GET / HTTP/1.1\r\n", b"\r\n" * 40_000, b"G"])
@pytest.mark.parametrize("step", [1, 100, 65_536])
def test_a_head_that_never_ends_is_refused_at_the_bound(begin: bytes, step: int) -> None:
    reader = HeadReader(MOST)
    endless = begin + (b"a" * 70_000 if begin != b"GET / HTTP/1.1\r\n" else b"X: 1\r\n" * 12_000)

    def feed_all() -> None:
        for at in range(0, len(endless), step):
            assert at <= MOST + step, "more was taken than may be"
            reader.feed(endless[at : at + step])

    with pytest.raises(MalformedError):
        feed_all()


def decode(raw: bytes, step: int = 0) -> tuple[bytes, bytes]:
    """The payload in `raw`, fed in pieces of `step` bytes, and what is left."""
    payload = bytearray()
    decoder = ChunkedDecoder(payload.extend)
    step = step or len(raw)
    for at in range(0, len(raw), step):
        rest = decoder.feed(raw[at : at + step])
        if decoder.complete:
            return bytes(payload), rest + raw[at + step :]
    raise AssertionError("the body is not whole")


@pytest.mark.parametrize("step", [0, 1, 2, 3, 7])
def test_chunks_are_put_together_however_they_come(step: int) -> None:
    raw = b"3\r\nabc\r\n00A;x=y\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\nGET"
    assert decode(raw, step) == (b"abc0123456789", b"GET")


@pytest.mark.parametrize(
    "raw",
    [
        b"zz\r\n",
        b"\r\n",
        b"-1\r\n",
        b"0x1\r\na\r\n",
        b"1_0\r\n",
        b"1\na\r\n0\r\n\r\n",
        b"1\r\na\n0\r\n\r\n",
        b"1\r\nab\r\n0\r\n\r\n",
        b"1\r\na0\r\n\r\n",
        b" 1\r\na\r\n0\r\n\r\n",
        b"1;\x00\r\na\r\n0\r\n\r\n",
        b"1;a\rb\r\na\r\n0\r\n\r\n",
        b"11111111111111111\r\n",
        b"0\r\nno trailer\r\n\r\n",
        b"0\r\nX: \x00\r\n\r\n",
        b"0\r\n X: 1\r\n\r\n",
        b"0\r\n\n",
    ],
)
def test_what_is_not_in_chunks_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedError):
        decode(raw)


ENDLESS = {
    "one byte each": b"1\r\nx\r\n" * 40_000,
    "small ones": b"10\r\n" + b"x" * 16 + b"\r\n",
    "extension": b"1;" + b"a" * 70_000,
    "extensions": b"1;aaaaaaaaa\r\nx\r\n" * 20_000,
    "trailers": b"0\r\n" + b"X: 1\r\n" * 20_000,
    "one trailer": b"0\r\nX: " + b"a" * 70_000,
    "size": b"0" * 70_000,
}


@pytest.mark.parametrize("raw", ENDLESS.values(), ids=list(ENDLESS))
@pytest.mark.parametrize("step", [1, 100, 65_536])
def test_framing_is_bounded_beside_the_payload(raw: bytes, step: int) -> None:
    payload = bytearray()
    decoder = ChunkedDecoder(payload.extend)
    raw *= 1 + (2 * FREE_FRAMING_BYTES + 1_000_000) // len(raw) if len(raw) < 1000 else 1

    def feed_all() -> None:
        for at in range(0, len(raw), step):
            decoder.feed(raw[at : at + step])
            assert at + step - len(payload) <= FREE_FRAMING_BYTES + len(payload) // 32 + MAX_LINE_BYTES + step

    with pytest.raises(MalformedError):
        feed_all()


def test_chunks_of_an_honest_client_are_taken() -> None:
    small = b"".join(b"%x\r\n%b\r\n" % (size, b"x" * size) for size in range(1, 2000))
    large = b"2000\r\n" + b"x" * 0x2000 + b"\r\n"
    payload, rest = decode(small + large * 3000 + b"0\r\n\r\n")
    assert (len(payload), rest) == (sum(range(1, 2000)) + 0x2000 * 3000, b"")
