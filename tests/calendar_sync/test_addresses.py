"""The addresses to which our server may connect."""

import pytest

from app.calendar_sync.fetcher import CannotFetch
from app.calendar_sync.urls import is_open, target_of

CLOSED = [
    "127.0.0.1", "127.8.8.8", "0.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "169.254.169.254", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1",
    "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:7f00:1::", "2001:db8::1", "100::1",
]  # fmt: skip


@pytest.mark.parametrize("address", CLOSED)
def test_addresses_outside_the_public_internet_are_closed(address: str) -> None:
    assert not is_open(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111", "2a00:1450::1"])
def test_public_addresses_are_open(address: str) -> None:
    assert is_open(address)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("https://calendar.example/june.ics", "https://calendar.example/june.ics"),
        ("webcal://calendar.example/june.ics", "https://calendar.example/june.ics"),
        (
            "WEBCAL://Calendar.example/June.ics?key=a b".replace(" ", "%20"),
            "https://calendar.example/June.ics?key=a%20b",
        ),
        ("https://calendar.example:443", "https://calendar.example/"),
        ("https://kalender-münchen.example/a/ü.ics", "https://xn--kalender-mnchen-8vb.example/a/%C3%BC.ics"),
        ("https://calendar.example/a#b", "https://calendar.example/a"),
    ],
)
def test_valid_urls_are_normalized(url: str, meant: str) -> None:
    assert target_of(url).url == meant


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://calendar.example/june.ics", "starts with https://"),
        ("ftp://calendar.example/june.ics", "isn’t a calendar link"),
        ("file:///etc/passwd", "isn’t a calendar link"),
        ("javascript:alert(1)", "isn’t a calendar link"),
        ("june", "isn’t a calendar link"),
        ("https://", "isn’t a calendar link"),
        ("https://[::1", "isn’t a calendar link"),
        ("https://calendar.example:no/", "isn’t a calendar link"),
        ("https://calendar.example:99999/", "isn’t a calendar link"),
        ("https://calendar.example/a b", "isn’t a calendar link"),
        ("https://calendar.example/\r\nX-Mine: 1", "isn’t a calendar link"),
        ("https://june:secret@calendar.example/", "username and password"),
        ("https://calendar.example:22/", "without “:22”"),
        (f"https://{'ü' * 70}.example/", "isn’t a calendar link"),
    ],
)
def test_invalid_urls_are_refused_with_a_reason(url: str, message: str) -> None:
    with pytest.raises(CannotFetch, match=message):
        target_of(url)
