"""Tests that venues can use a little Markdown and that nothing they type becomes code."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.rich_text import is_link, marked

ALLOWED = {"p", "br", "strong", "em", "a", "ul", "ol", "li"}
ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](//evil.example)",
    "[x](/logout)",
    "[x](file:///etc/passwd)",
    "![x](https://example.com/x.png)",
    "<javascript:alert(1)>",
    '[x](https://example.com "onmouseover=alert(1)")',
    '[x](https://example.com/"onmouseover="alert(1))',
    "[<b onclick=alert(1)>](https://example.com)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "# heading\n\n```\n<b>\n```\n\n> quote\n\n---\n\n|a|b|\n|-|-|",
    "&lt;script&gt;",
)


class Seen(HTMLParser):
    """A parser that collects the tags and attributes a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def refuse_danger(html: str) -> None:
    seen = Seen(html)
    assert set(seen.tags) <= ALLOWED
    for name, value in seen.attributes:
        assert name in {"href", "rel", "title", "start"}
        assert name != "href" or re.match(r"(https?://|mailto:)", value or "", re.I), value


@pytest.mark.parametrize("attack", ATTACKS)
def test_known_attacks_in_typed_text_never_become_code(attack: str) -> None:
    refuse_danger(marked(attack))


@given(st.text(alphabet="<>[]()!*_`#&;:/\\\"' \n\tajvscript1.-", max_size=60))
def test_random_typed_text_never_becomes_code(text: str) -> None:
    refuse_danger(marked(text))


def test_typed_html_is_shown_as_text() -> None:
    assert marked("<b>2 < 3</b> & more") == "<p>&lt;b&gt;2 &lt; 3&lt;/b&gt; &amp; more</p>\n"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Come **early**, *please*.", "<p>Come <strong>early</strong>, <em>please</em>.</p>\n"),
        ("One line\nand another", "<p>One line<br>\nand another</p>\n"),
        ("First.\n\nSecond.", "<p>First.</p>\n<p>Second.</p>\n"),
        ("- a robe\n- slippers", "<ul>\n<li>a robe</li>\n<li>slippers</li>\n</ul>\n"),
        ("1. ring\n2. wait", "<ol>\n<li>ring</li>\n<li>wait</li>\n</ol>\n"),
        ("3 * 4 * 5 and snake_case_name", "<p>3 * 4 * 5 and snake_case_name</p>\n"),
        (
            "[Parking](https://example.com/a?b=1&c=2)",
            '<p><a href="https://example.com/a?b=1&amp;c=2" rel="nofollow noopener">Parking</a></p>\n',
        ),
        ("[Write](mailto:a@b.example)", '<p><a href="mailto:a@b.example" rel="nofollow noopener">Write</a></p>\n'),
        ("[Go](javascript:alert)", "<p>[Go](javascript:alert)</p>\n"),
        ("", ""),
    ],
)
def test_simple_markdown_becomes_the_expected_html(typed: str, shown: str) -> None:
    assert marked(typed) == shown


@pytest.mark.parametrize("address", ["https://a.example", "HTTP://a.example/x", "mailto:a@b.example"])
def test_links_may_lead_to_the_web_or_to_an_email_address(address: str) -> None:
    assert is_link(address)


@pytest.mark.parametrize("address", ["", "a.example", "//a.example", "https:", "mailto:", "http://[", "tel:911"])
def test_other_addresses_are_not_links(address: str) -> None:
    assert not is_link(address)
