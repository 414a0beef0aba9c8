"""Who is calling: the address that the quota counts, from nothing that the caller can write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

IPV6_PREFIX_BITS = 64
"""What one customer of a provider gets at the least (RFC 6177): a single address of it is free to choose."""


@dataclass(frozen=True, slots=True)
class Caller:
    """`address` as it is shown to the caller; `key` is what the quota counts."""

    address: str
    key: str


def identify(scope: Mapping[str, Any], trusted_proxies: Sequence[Network]) -> Caller:
    """The caller of an ASGI request.

    API Gateway's request context (put into the scope by Mangum) comes first, then the socket's peer. X-Forwarded-For
    counts only when that peer is a trusted proxy: the rightmost hop that is not one is the caller, since everything
    left of it was written by that hop or by somebody behind it.
    """
    gateway = _gateway_address(scope)
    if gateway is not None:
        return _caller(gateway)
    client = scope.get("client")
    peer = parse_address(client[0]) if client else None
    if peer is None:
        return Caller("unknown", "unknown")
    return _caller(_behind_proxies(peer, scope.get("headers", ()), trusted_proxies))


def parse_address(text: str) -> Address | None:
    """The address in `text`, with or without a port, brackets or a zone; IPv4-mapped IPv6 becomes IPv4."""
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


def _behind_proxies(peer: Address, headers: Sequence[tuple[bytes, bytes]], trusted: Sequence[Network]) -> Address:
    def is_trusted(address: Address) -> bool:
        return any(address in network for network in trusted)

    if not is_trusted(peer):
        return peer
    values = [value.decode("latin-1") for name, value in headers if name.lower() == b"x-forwarded-for"]
    caller = peer
    for hop in reversed(",".join(values).split(",")):
        address = parse_address(hop)
        if address is None:
            break  # what is left of a hop that makes no sense is not to be believed either
        caller = address
        if not is_trusted(address):
            break
    return caller


def _caller(address: Address) -> Caller:
    if isinstance(address, IPv6Address):
        return Caller(str(address), str(IPv6Network((int(address), IPV6_PREFIX_BITS), strict=False)))
    return Caller(str(address), str(address))
