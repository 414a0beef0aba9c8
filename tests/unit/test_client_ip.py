from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from pysandbox.api.callers.client_ip import Caller, identify

PROXIES = (ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48"))


def scope(peer: str | None, *forwarded: str, **more: Any) -> dict[str, Any]:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"client": (peer, 1234) if peer else None, "headers": headers, **more}


@pytest.mark.parametrize(
    ("peer", "address", "key"),
    [
        ("192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::1", "fe80::/64"),
        (None, "unknown", "unknown"),
        ("testclient", "unknown", "unknown"),
    ],
)
def test_the_socket_says_who_is_calling(peer: str | None, address: str, key: str) -> None:
    assert identify(scope(peer), ()) == Caller(address, key)


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", ["203.0.113.9"], "192.0.2.1"),  # not a proxy of ours: its header is worth nothing
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("::ffff:10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.9"], "203.0.113.9"),  # what stands left was written by the caller
        ("10.0.0.1", ["1.1.1.1", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["203.0.113.9:5555"], "203.0.113.9"),
        ("10.0.0.1", ["[2001:db8::1]:5555"], "2001:db8::1"),
        ("10.0.0.1", ['"[2001:db8::1]"'], "2001:db8::1"),
        ("10.0.0.1", ["203.0.113.9, nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9, nonsense, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("2001:db8:ffff::1", ["203.0.113.9"], "203.0.113.9"),
    ],
)
def test_forwarded_addresses_count_from_trusted_proxies_alone(peer: str, forwarded: list[str], expected: str) -> None:
    assert identify(scope(peer, *forwarded), PROXIES).address == expected


def test_the_gateway_says_who_is_calling() -> None:
    event = {"requestContext": {"http": {"sourceIp": "198.51.100.7"}}}
    assert identify(scope("10.0.0.1", "1.1.1.1", **{"aws.event": event}), PROXIES).address == "198.51.100.7"


@pytest.mark.parametrize("event", [{}, {"requestContext": {}}, {"requestContext": {"http": {}}}, None])
def test_an_event_without_an_address_falls_back_to_the_socket(event: object) -> None:
    assert identify(scope("192.0.2.1", **{"aws.event": event}), ()).address == "192.0.2.1"
