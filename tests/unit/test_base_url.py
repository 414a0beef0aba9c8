"""Where callers reach the service: the operator's word, a trusted proxy's, the Host header, in this order."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from pysandbox.api.callers.base_url import base_url

PROXIES = (ip_network("10.0.0.0/8"),)


def scope(peer: str = "10.0.0.1", **headers: str) -> dict[str, Any]:
    rows = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"client": (peer, 1), "scheme": "http", "server": ("192.0.2.9", 8000), "headers": rows}


FORWARDED = {
    "host": "inside:8000",
    "x_forwarded_proto": "https",
    "x_forwarded_host": "api.example.org",
    "x_forwarded_prefix": "/sandbox/",
}


def test_the_operators_setting_comes_first() -> None:
    assert base_url(scope(**FORWARDED), "https://public.example", PROXIES) == "https://public.example"


def test_a_trusted_proxy_says_scheme_host_and_prefix() -> None:
    assert base_url(scope(**FORWARDED), "", PROXIES) == "https://api.example.org/sandbox"


def test_anybody_elses_word_is_not_believed() -> None:
    assert base_url(scope("192.0.2.1", **FORWARDED), "", PROXIES) == "http://inside:8000"
    assert base_url(scope(**FORWARDED), "", ()) == "http://inside:8000"


def test_of_several_proxies_the_nearest_is_believed() -> None:
    headers = {"host": "h", "x_forwarded_proto": "http, https", "x_forwarded_host": "evil.example, good.example"}
    assert base_url(scope(**headers), "", PROXIES) == "https://good.example"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x_forwarded_proto", "javascript"),
        ("x_forwarded_host", "a b"),
        ("x_forwarded_host", "h/<script>"),
        ("x_forwarded_prefix", "//evil.example"),
        ("x_forwarded_prefix", '/a"b'),
        ("x_forwarded_prefix", "/" + "a/" * 20),
    ],
)
def test_a_value_that_makes_no_sense_is_passed_over(header: str, value: str) -> None:
    assert base_url(scope(host="h", **{header: value}), "", PROXIES) == "http://h"


def test_without_a_host_the_sockets_own_address_is_given() -> None:
    assert base_url(scope(), "", PROXIES) == "http://192.0.2.9:8000"
    assert base_url(scope(host="a b"), "", PROXIES) == "http://192.0.2.9:8000"
