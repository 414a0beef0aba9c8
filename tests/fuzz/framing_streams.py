"""Streams of bytes for the framing: well-formed, changed in a few places, dear to read, or no HTTP at all."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
"""What a body must never become."""

WORDS = [
    b"\r\n",
    b"\r\n\r\n",
    b"\n",
    b"\r",
    b"\0",
    b" ",
    b"\t",
    b":",
    b";",
    b",",
    b"0\r\n\r\n",
    b"5\r\n",
    b"ffffffffffffffff\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: 0\r\n",
    b"Content-Length: 99999999999999999\r\n",
    b"content-length:\t7 \r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n",
    b"Transfer-Encoding:\x0bchunked\r\n",
    b"Connection: Upgrade\r\nUpgrade: h2c\r\n",
    b"Connection: close\r\n",
    b"Expect: 100-continue\r\n",
    b" folded\r\n",
    b"HTTP/1.1",
    b"HTTP/1.0",
    b"POST /r HTTP/1.1\r\n",
    SMUGGLED,
]
"""What readers of HTTP fall over."""

METHODS = ["GET", "POST", "PUT", "OPTIONS", "DELETE", "PATCH"]
FIELDS = [b"Host: x\r\n", b"X: 1\r\n", b"Upgrade: h2c\r\nConnection: Upgrade\r\n", b"Accept:\r\n", b"x-y:  a, b \r\n"]


CHANGES: list[Callable[[random.Random, bytes, int, int], bytes]] = [
    lambda rng, content, at, _: content[:at] + rng.choice(WORDS) + content[at:],
    lambda rng, content, at, _: content[:at] + rng.randbytes(1) + content[at + 1 :],
    lambda _, content, at, until: content[:at] + content[until:],
    lambda _, content, at, until: content[:until] + content[at:],
    lambda rng, content, at, _: content[:at] if rng.random() < 0.3 else content + SMUGGLED,
]
"""Each makes another stream of one, at a place in it."""


@dataclass(frozen=True, slots=True)
class Stream:
    """`plain`: every request in it is well-formed and within the bounds, and has to be answered."""

    kind: str
    content: bytes
    plain: bool = False


def streams(rng: random.Random, max_head_bytes: int) -> Iterator[Stream]:
    """Without end."""
    dear = list(_dear(max_head_bytes))
    for number in count():
        yield from dear[number : number + 1]
        plain = _plain(rng)
        yield Stream("plain", plain, plain=True)
        for _ in range(6):
            yield Stream("changed", _changed(rng, plain))
        yield Stream("no HTTP", b"".join(rng.choice([*WORDS, rng.randbytes(3)]) for _ in range(rng.randrange(1, 60))))
        yield Stream("dear, changed", _changed(rng, rng.choice(dear).content[: rng.randrange(1, 8000)]))


def _plain(rng: random.Random) -> bytes:
    return b"".join(_request(rng, b"/r%d" % number) for number in range(rng.randrange(1, 6)))


def _request(rng: random.Random, target: bytes) -> bytes:
    head = rng.choice(METHODS).encode() + b" " + target + b" HTTP/1.1\r\n"
    head += b"".join(rng.sample(FIELDS, rng.randrange(len(FIELDS) + 1)))
    if rng.random() < 0.2:
        head += b"Expect: 100-continue\r\n"
    body = rng.choice([b"", SMUGGLED, b"x" * rng.randrange(3000), rng.randbytes(50), b"\r\n\r\n" * 3])
    blank = rng.choice([b"", b"", b"\r\n"])
    framing = rng.randrange(3)
    if framing == 0:
        return blank + head + b"\r\n"
    if framing == 1:
        return blank + head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    return blank + head + b"Transfer-Encoding: chunked\r\n\r\n" + _chunks(rng, body)


def _chunks(rng: random.Random, body: bytes) -> bytes:
    made = b""
    while body:
        size = rng.randrange(1, len(body) + 1)
        made += rng.choice([b"%x", b"%X", b"00%x"]) % size + rng.choice([b"", b";a=b", b" "]) + b"\r\n"
        made += body[:size] + b"\r\n"
        body = body[size:]
    return made + b"0\r\n" + rng.choice([b"", b"Trailer: x\r\n"]) + b"\r\n"


def _changed(rng: random.Random, content: bytes) -> bytes:
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(content) + 1)
        content = rng.choice(CHANGES)(rng, content, at, at + rng.randrange(1, 30))
    return content


def _dear(max_head_bytes: int) -> Iterator[Stream]:
    """What costs a reader most for each byte."""
    post = b"POST /r HTTP/1.1\r\n"
    chunked = post + b"Transfer-Encoding: chunked\r\n\r\n"
    sized = post + b"Content-Length: 60000\r\n\r\n"
    yield Stream("small fields", b"GET / HTTP/1.1\r\n" + b"a:\r\n" * (max_head_bytes // 4 - 5) + b"\r\n")
    yield Stream("too many fields", b"GET / HTTP/1.1\r\n" + b"a:\r\n" * (max_head_bytes // 4) + b"\r\n" + SMUGGLED)
    yield Stream("a head without an end", b"GET / HTTP/1.1\r\nX: " + b"x" * 4 * max_head_bytes)
    yield Stream("a long head", b"GET / HTTP/1.1\r\nX: " + b"x" * 4 * max_head_bytes + b"\r\n\r\n" + SMUGGLED)
    yield Stream("a long extension", chunked + b"1;" + b"x" * 5000 + b"\r\nx\r\n0\r\n\r\n" + SMUGGLED)
    yield Stream("small requests", b"GET / HTTP/1.1\r\n\r\n" * 1000)
    yield Stream("small bodies", (post + b"Content-Length:1\r\n\r\nx") * 500)
    yield Stream("small bodies in chunks", (chunked + b"1\r\nx\r\n0\r\n\r\n") * 500)
    yield Stream("requests that ask first", (post + b"Expect:100-continue\r\nContent-Length:1\r\n\r\nx") * 500)
    yield Stream("offers to upgrade", b"GET / HTTP/1.1\r\nUpgrade:a\r\n\r\n" * 500)
    yield Stream("small chunks", chunked + b"1\r\nx\r\n" * 12_000 + b"0\r\n\r\n" + SMUGGLED, plain=True)
    yield Stream("too many small chunks", chunked + b"1\r\nx\r\n" * 30_000 + b"0\r\n\r\n" + SMUGGLED)
    yield Stream("too many small trailers", chunked + b"0\r\n" + b"a:\r\n" * 30_000 + b"\r\n" + SMUGGLED)
    yield Stream(
        "too many long extensions", chunked + (b"1;" + b"x" * 4000 + b"\r\nx\r\n") * 30 + b"0\r\n\r\n" + SMUGGLED
    )
    yield Stream("blank lines", b"\r\n" * 30_000 + SMUGGLED)
    yield Stream("bytes after the end", b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n" + SMUGGLED * 1000)
    yield Stream("bytes after a refusal", b"GET /\r\n\r\n" + SMUGGLED * 1000)
    yield Stream("a body of requests", sized + (SMUGGLED * 2000)[:60_000], plain=True)
