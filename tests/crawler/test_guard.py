"""Which addresses are private, however they are written."""

import ipaddress
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guard import BlockedPrivate, Guard, GuardMiddleware, is_public, literal
from crawler.spiders.base import request_for


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.1.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:1::1",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_outside_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1.", "①②⑦.⓪.⓪.①", "127%2e0.0.1", "[::1]", "::1", "[fe80::1%25eth0]"]
)  # fmt: skip
def test_every_spelling_of_this_machine_is_refused(host: str) -> None:
    assert literal(host) is not None
    assert not Guard().allows_host(host)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "x.localhost", "", "0\x000", "one\n.example"])
def test_names_of_this_machine_are_refused(host: str) -> None:
    assert not Guard().allows_host(host)


@pytest.mark.parametrize("host", ["one.example", "4chan.example", "0x.example", "8.8.8.8", "face.example", "xn--mgba3a4f16a.example"])
def test_other_hosts_pass(host: str) -> None:
    assert Guard().allows_host(host)


def test_the_operator_permits_hosts_and_networks() -> None:
    guard = Guard(["10.0.0.0/8", "127.0.0.1", "Inside.example", "::1"])
    assert guard.allows_host("10.9.8.7")
    assert guard.allows_host("127.0.0.1")
    assert guard.allows_host("localhost")
    assert guard.allows_host("[::1]")
    assert guard.allows_host("[::ffff:10.0.0.1]")
    assert not guard.allows_host("127.0.0.2")
    assert not guard.allows_host("192.168.0.1")
    assert guard.allows_address("inside.example", ipaddress.ip_address("192.168.0.1"))
    assert not guard.allows_address("outside.example", ipaddress.ip_address("192.168.0.1"))


@given(st.text(max_size=40))
def test_no_spelling_breaks_the_guard(host: str) -> None:
    Guard().allows_host(host)


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_like_itself(address: ipaddress.IPv4Address) -> None:
    for form in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert is_public(ipaddress.ip_address(form)) == is_public(address)
    assert literal(str(int(address))) == address


ODD = st.one_of(
    st.text(max_size=40).map("http://{}".format),
    st.text(alphabet="http:/@[]%.?#0x1٣é ", max_size=30).map("http://a{}".format),
    st.text(max_size=20).map("https://one.example/{}".format),
)


@given(ODD)
def test_no_address_breaks_a_request(url: str) -> None:
    if request := request_for(url):
        with suppress(BlockedPrivate):
            GuardMiddleware(Guard()).process_request(request)
