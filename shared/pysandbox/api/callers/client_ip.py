"""Who is calling: the address that the quota counts, from nothing that the caller can write."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

REMEMBERED = 1024
"""Callers whose address and name are not worked out again."""

LONGEST_ADDRESS = 128
"""Characters: what is longer is none, with brackets, a zone and a port about it."""

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

IPV6_PREFIX_BITS = 64
"""What one customer of a provider gets at the least (RFC 6177): a single address of it is free to choose."""

FORWARDING_HEADERS = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})
"""What proxies write to say whom they speak for; without `trusted_proxies` nobody believes it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """`address` as it is shown to the caller; `key` is what the quota counts."""

    address: str
    key: str


class CallerNames:
    """Names for callers that say nothing of their address: a keyed hash. Thread-safe."""

    def __init__(self, key: str) -> None:
        """With the same key a caller has the same name wherever it comes; without one names end with the process."""
        self._key = key.encode() or secrets.token_bytes(32)
        self._remembered = lru_cache(REMEMBERED)(self._hash)

    def name(self, caller: Caller) -> str:
        """16 hexadecimal digits."""
        return self._remembered(caller.key)

    def _hash(self, key: str) -> str:
        return hmac.digest(self._key, key.encode(), "sha256").hex()[:16]


def is_blocked(caller: Caller, name: str, names: Collection[str], networks: Sequence[Network]) -> bool:
    """Whether the operator refuses this caller, by its name in the log or by its address."""
    if name in names:
        return True
    address = parse_address(caller.address) if networks else None
    return address is not None and _is_among(address, networks)


def identify(scope: Mapping[str, Any], trusted_proxies: Sequence[Network]) -> Caller:
    """The caller of an ASGI request.

    API Gateway's request context (put into the scope by Mangum) comes first, then the socket's peer. X-Forwarded-For
    counts only when that peer is a trusted proxy: the rightmost hop that is not one is the caller, since everything
    left of it was written by that hop or by somebody behind it.
    """
    gateway = _gateway_address(scope)
    if gateway is not None:
        return caller_of(gateway)
    peer = _peer(scope)
    if peer is None:
        return Caller("unknown", "unknown")
    return caller_of(_behind_proxies(peer, scope.get("headers", ()), trusted_proxies))


def from_trusted_proxy(scope: Mapping[str, Any], trusted_proxies: Sequence[Network]) -> bool:
    """Whether the socket's peer is a proxy that the operator trusts."""
    peer = _peer(scope)
    return peer is not None and _is_among(peer, trusted_proxies)


def is_forwarded(scope: Mapping[str, Any]) -> bool:
    """Whether the request carries a header that proxies write."""
    return any(name.lower() in FORWARDING_HEADERS for name, _ in scope.get("headers", ()))


def parse_address(text: str) -> Address | None:
    """The address in `text`, with or without a port, brackets or a zone; IPv4-mapped IPv6 becomes IPv4."""
    return _parsed(text) if len(text) <= LONGEST_ADDRESS else None


@lru_cache(REMEMBERED)
def _parsed(text: str) -> Address | None:
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _gateway_address(scope: Mapping[str, Any]) -> Address | None:
    event = scope.get("aws.event")
    if not isinstance(event, Mapping):
        return None
    context = event.get("requestContext", {})
    text = context.get("http", {}).get("sourceIp")
    return parse_address(text) if isinstance(text, str) else None


def _peer(scope: Mapping[str, Any]) -> Address | None:
    client = scope.get("client")
    return parse_address(client[0]) if client else None


def _is_among(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _behind_proxies(peer: Address, headers: Sequence[tuple[bytes, bytes]], trusted: Sequence[Network]) -> Address:
    if not _is_among(peer, trusted):
        return peer
    values = [value.decode("latin-1") for name, value in headers if name.lower() == b"x-forwarded-for"]
    caller = peer
    for hop in reversed(",".join(values).split(",")):
        address = parse_address(hop)
        if address is None:
            break  # what is left of a hop that makes no sense is not to be believed either
        caller = address
        if not _is_among(address, trusted):
            break
    return caller


def caller_of(address: Address) -> Caller:
    """What the quota and the bounds of one caller count: an IPv4 address, or an IPv6 /64."""
    if isinstance(address, IPv6Address):
        return Caller(str(address), str(IPv6Network((int(address), IPV6_PREFIX_BITS), strict=False)))
    return Caller(str(address), str(address))
