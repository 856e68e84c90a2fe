"""Where something may be sent: nowhere but where it is allowed, however an address is dressed up."""

import asyncio
import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import BadSetting
from retrieval.outbox.network import Allowed, NotAllowedThere, allowed_hosts, is_public, resolve

INSIDE = (
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2002:c0a8:101::1",
    "2001:0:7f00:1:0:0:80ff:fffe",
)


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_no_public_ones(address: str) -> None:
    found = ipaddress.ip_address(address)
    assert not is_public(found)
    assert not allowed_hosts(["*"]).host(address)
    assert not allowed_hosts(["*"]).address(found)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_ones_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_nothing_may_be_sent_anywhere_by_default(address: ipaddress.IPv4Address) -> None:
    assert not Allowed().host(str(address))
    assert not Allowed().host("example.com")


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_in_ipv6_changes_nothing(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for wrapped in (
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
        ipaddress.IPv6Address((0x0064FF9B << 96) | number),
    ):
        assert is_public(wrapped) == is_public(address)


def test_names_are_allowed_by_name_and_by_what_is_below() -> None:
    allowed = allowed_hosts(["hooks.example.com", "*.example.org", "10.2.0.0/16", "::1"])
    fitting = (
        "hooks.example.com",
        "HOOKS.example.com.",
        "a.example.org",
        "a.b.example.org",
        "10.2.9.9",
        "::1",
    )
    for host in fitting:
        assert allowed.host(host), host
    for host in ("example.com", "x.hooks.example.com", "example.org", "badexample.org", "10.3.0.1", "::2"):
        assert not allowed.host(host), host


@pytest.mark.parametrize(
    "entry", ["https://example.com", "example.com:80", "a b", "", "ex*mple.com", "10.0.0.0/99"]
)
def test_an_entry_that_is_none_is_refused(entry: str) -> None:
    with pytest.raises(BadSetting, match="outbound_entry"):
        allowed_hosts([entry])


def test_a_name_that_leads_inside_is_refused_unless_the_address_is_named() -> None:
    with pytest.raises(NotAllowedThere):
        asyncio.run(resolve(allowed_hosts(["localhost"]), "localhost", 80))
    found = asyncio.run(resolve(allowed_hosts(["localhost", "127.0.0.0/8", "::1"]), "localhost", 80))
    assert found
    assert all(each.is_loopback for each in found)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "017700000001", "127.1"])
def test_odd_spellings_of_loopback_lead_nowhere(host: str) -> None:
    """The system's resolver takes them for 127.0.0.1: what it says is what is checked."""
    try:
        socket.getaddrinfo(host, 80)
    except OSError:
        pytest.skip("this system does not read it as an address")
    with pytest.raises(NotAllowedThere):
        asyncio.run(resolve(allowed_hosts(["*"]), host, 80))
