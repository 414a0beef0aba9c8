"""Who is calling: from API Gateway's request context or the socket, never from a header that the caller can write.

Only hops that the operator names as trusted proxies are believed, from the right: the first address that is not one
of them is the caller's (RFC 7239, section 7.4, is why the left end cannot be).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import HTTPConnection

type Networks = tuple[IPv4Network | IPv6Network, ...]
UNKNOWN = "unknown"


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def client_ip(connection: HTTPConnection, trusted: Networks) -> str:
    """The caller's address as text; «unknown» when there is none, which all such callers then share."""
    event = connection.scope.get("aws.event")
    if isinstance(event, dict):  # put there by Mangum; API Gateway writes it
        address = _parse(str(event.get("requestContext", {}).get("http", {}).get("sourceIp", "")))
        return str(address) if address else UNKNOWN
    address = _parse(connection.client.host) if connection.client else None
    if address is None:
        return UNKNOWN
    hops = [hop for value in connection.headers.getlist("x-forwarded-for") for hop in value.split(",")]
    while hops and any(address in network for network in trusted):
        hop = _parse(hops.pop())
        if hop is None:
            break  # what a trusted proxy passes on unread is not an address
        address = hop
    return str(address)


def caller_key(ip: str) -> str:
    """What a caller is counted by: the IPv4 address, or the /64 that an IPv6 subscriber has to himself."""
    address = _parse(ip)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return ip
