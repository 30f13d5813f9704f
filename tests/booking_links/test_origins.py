"""Which typed addresses are the origin of a website."""

import pytest

from app.booking_links.errors import BookingLinkErrorCode as Code
from app.booking_links.origins import origin_of
from app.core.errors import DomainError


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.hazel.example", "https://www.hazel.example"),
        (" https://Hazel.Example/ ", "https://hazel.example"),
        ("HTTPS://hazel.example", "https://hazel.example"),
        ("www.hazel.example", "https://www.hazel.example"),
        ("https://hazel.example:443", "https://hazel.example"),
        ("https://hazel.example:8443", "https://hazel.example:8443"),
        ("https://spa-münchen.example", "https://xn--spa-mnchen-eeb.example"),
    ],
)
def test_origins_have_the_form_that_browsers_compare(typed: str, origin: str) -> None:
    assert origin_of(typed) == origin


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("http://hazel.example", Code.NOT_HTTPS),
        ("https://*.hazel.example", Code.WILDCARD),
        ("*", Code.WILDCARD),
        ("https://hazel.example/book", Code.HAS_PATH),
        ("https://hazel.example?a=1", Code.HAS_PATH),
        ("https://hazel.example/#times", Code.HAS_PATH),
        ("", Code.NOT_A_WEBSITE),
        ("https://", Code.NOT_A_WEBSITE),
        ("//hazel.example", Code.NOT_A_WEBSITE),
        ("ftp://hazel.example", Code.NOT_A_WEBSITE),
        ("javascript:alert(1)", Code.NOT_A_WEBSITE),
        ("data:text/html,hazel.example", Code.NOT_A_WEBSITE),
        ("'self'", Code.NOT_A_WEBSITE),
        ("https:", Code.NOT_A_WEBSITE),
        ("localhost", Code.NOT_A_WEBSITE),
        ("https://203.0.113.7", Code.NOT_A_WEBSITE),
        ("https://[2001:db8::1]", Code.NOT_A_WEBSITE),
        ("https://owner@hazel.example", Code.NOT_A_WEBSITE),
        ("https://hazel.example:0", Code.NOT_A_WEBSITE),
        ("https://hazel.example:70000", Code.NOT_A_WEBSITE),
        ("https://hazel.example:४४३", Code.NOT_A_WEBSITE),
        ("https://hazel.example;script-src", Code.NOT_A_WEBSITE),
        ("https://hazel.example https://other.example", Code.NOT_A_WEBSITE),
        ("https://hazel.example\r\nSet-Cookie:", Code.NOT_A_WEBSITE),
        ("https://hazel..example", Code.NOT_A_WEBSITE),
        ("https://-hazel.example", Code.NOT_A_WEBSITE),
        ("https://hazel\\.example", Code.NOT_A_WEBSITE),
        (f"https://{'a' * 64}.example", Code.NOT_A_WEBSITE),
        (f"https://{'a.' * 5000}example", Code.NOT_A_WEBSITE),
    ],
)
def test_what_is_not_an_origin_is_refused_with_its_reason(typed: str, code: Code) -> None:
    with pytest.raises(DomainError) as refused:
        origin_of(typed)
    assert refused.value.reason is code


def test_a_path_is_refused_with_the_part_to_enter() -> None:
    with pytest.raises(DomainError) as refused:
        origin_of("hazel.example/massage")
    assert refused.value.values == {"origin": "https://hazel.example"}
