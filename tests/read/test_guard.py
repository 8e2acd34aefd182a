from __future__ import annotations

import pytest

from briefer.errors import FetchError
from briefer.read.guard import check_url, redact, refuse_address, resolve_target

REFUSED = {
    "unspecified": "0.0.0.0",
    "this network": "0.1.2.3",
    "private 10": "10.0.0.1",
    "private 172": "172.16.0.1",
    "private 172 end": "172.31.255.255",
    "private 192": "192.168.1.1",
    "loopback": "127.0.0.1",
    "loopback end": "127.255.255.254",
    "cloud metadata": "169.254.169.254",
    "carrier": "100.64.0.1",
    "carrier end": "100.127.255.255",
    "protocol": "192.0.0.8",
    "documentation 1": "192.0.2.1",
    "documentation 2": "198.51.100.1",
    "documentation 3": "203.0.113.1",
    "6to4 relay": "192.88.99.1",
    "benchmarking": "198.18.0.1",
    "benchmarking end": "198.19.255.255",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "v6 unspecified": "::",
    "v6 loopback": "::1",
    "v6 mapped": "::ffff:127.0.0.1",
    "v6 mapped public": "::ffff:8.8.8.8",
    "v6 compatible": "::7f00:1",
    "v6 translated": "::ffff:0:7f00:1",
    "nat64": "64:ff9b::7f00:1",
    "nat64 local": "64:ff9b:1::7f00:1",
    "discard": "100::1",
    "teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "v6 benchmarking": "2001:2::1",
    "orchid": "2001:20::1",
    "v6 documentation": "2001:db8::1",
    "v6 documentation 2": "3fff::1",
    "6to4": "2002:7f00:1::1",
    "unique local": "fd00::1",
    "v6 link-local": "fe80::1",
    "site-local": "fec0::1",
    "v6 multicast": "ff02::1",
    "outside 2000::/3": "4000::1",
    "zone id": "fe80::1%eth0",
    "zone id on a public address": "2606:4700::1%1",
    "no address": "localhost",
}


@pytest.mark.parametrize("address", REFUSED.values(), ids=REFUSED.keys())
def test_address_that_is_not_public_is_refused(address):
    """No address of a special range may be connected to."""
    assert refuse_address(address) is not None


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::6810:84e5", "2a00:1450:4001::1"])
def test_public_address_is_let_through(address):
    """An ordinary public address may be connected to."""
    assert refuse_address(address) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.9", "100.64.0.1", "::1", "fd00::1"])
def test_allow_private_opens_ones_own_networks(address):
    """`allow_private` lets in loopback, private and carrier addresses."""
    assert refuse_address(address, allow_private=True) is None


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "::ffff:127.0.0.1"])
def test_allow_private_opens_nothing_else(address):
    """`allow_private` keeps link-local (cloud metadata), multicast and disguised addresses shut."""
    assert refuse_address(address, allow_private=True) is not None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript://example.org/",
        "//example.org/",
        "http:///path",
        "http://",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://@example.org/",
        "http://good.example\\@evil.example/",
        "http://example.org:8080/",
        "http://example.org:22/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:port/",
        "http://exa mple.org/",
        "http://example.org%2f@evil.example/",
        "http://127%2e0%2e0%2e1/",
        "http://exa\tmple.org/",
        "http://exa\nmple.org/",
        "http://[fe80::1%25eth0]/x%",
        "http://[::1/",
        "http://-.-.\u2024/",
        "http://" + "a" * 300 + ".org/",
        "https://example.org/" + "a" * 9000,
    ],
)
async def test_url_of_a_bad_form_is_refused(url):
    """Other schemes, userinfo, other ports and broken hosts never reach the resolver."""

    async def resolve(host: str, port: int) -> list[str]:
        raise AssertionError(f"asked for {host}")

    with pytest.raises(FetchError):
        await resolve_target(check_url(url), resolve=resolve)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "017700000001",
        "0",
        "①②⑦.⓪.⓪.①",
        "１２７.0.0.1",
        "127.0.0.0x1",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:0:0:1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
    ],
)
async def test_odd_spelling_of_a_private_address_is_refused(host):
    """No spelling of a loopback address gets through, and none is handed to a resolver to interpret."""

    async def resolve(host: str, port: int) -> list[str]:
        raise AssertionError(f"asked for {host}")

    with pytest.raises(FetchError):
        await resolve_target(check_url(f"http://{host}/"), resolve=resolve)


async def test_one_private_address_among_public_ones_refuses_the_name():
    """A name with one bad address is refused whole: the client could be sent to either."""

    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(FetchError, match="not public"):
        await resolve_target(check_url("http://example.org/"), resolve=resolve)


async def test_name_is_resolved_once_and_its_addresses_kept_in_order():
    """The resolver is asked once, and its order of preference is kept, doubles apart."""
    asked = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["2606:4700::1", "93.184.216.34", "93.184.216.34"]

    target = check_url("https://Example.ORG./path")
    assert await resolve_target(target, resolve=resolve) == ("2606:4700::1", "93.184.216.34")
    assert asked == [("example.org", 443)]


@pytest.mark.parametrize("answer", [[], OSError("no such host")])
async def test_name_without_an_address_is_an_error_line(answer):
    """A name that does not resolve is a FetchError that names it."""

    async def resolve(host: str, port: int) -> list[str]:
        if isinstance(answer, OSError):
            raise answer
        return list(answer)

    with pytest.raises(FetchError, match=r"example\.org"):
        await resolve_target(check_url("http://example.org/"), resolve=resolve)


def test_international_name_is_resolved_in_its_ascii_form():
    """A name with letters beyond ASCII is looked up and checked in its IDNA form."""
    assert check_url("https://bücher.example/").host == "xn--bcher-kva.example"


def test_password_is_never_repeated_in_a_message():
    """What refuses an address with a password does not print the password."""
    with pytest.raises(FetchError) as caught:
        check_url("https://user:hunter2@example.org/x")
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in caught.value.url
    assert redact("https://user:hunter2@example.org/x") == "https://example.org/x"


def test_other_ports_are_opened_by_allow_private():
    """`allow_private` opens any port that exists."""
    assert check_url("http://example.org:8080/", allow_private=True).port == 8080
