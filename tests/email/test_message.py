"""Messages as they are sent: headers that input cannot break, text and HTML with the same content, attachments."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app import create_app
from app.email.body import as_html, as_text
from app.email.links import link
from app.email.message import Attachment, Recipient, build, one_line
from tests import database
from tests.email.samples import SENDER, make_letter, make_mail
from tests.support import NOW

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture(scope="module")
def in_app(app: Flask) -> object:
    with app.app_context():
        yield


def arrived(**changed: object) -> EmailMessage:
    """Return a message that was built, serialized, and parsed again."""
    sent = build(make_mail(**changed), sender=SENDER, at=NOW).as_bytes()
    return message_from_bytes(sent, policy=default)  # type: ignore[return-value]


def test_message_has_the_expected_headers() -> None:
    message = arrived(reply_to=Recipient("June", "june@example.com"))
    assert dict(message.items()) | {"Content-Type": ""} == {
        "From": "CozyWish <hello@cozywish.example>",
        "To": "Wren Abernathy <wren@example.com>",
        "Reply-To": "June <june@example.com>",
        "Subject": "Booked: Unwinding massage",
        "Date": "Thu, 14 May 2026 17:00:00 +0000",
        "Message-ID": "<confirmed.CW-7Q4M-2ZXD@cozywish.example>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": "",
    }


def test_text_comes_before_html_which_is_preferred() -> None:
    assert [part.get_content_type() for part in arrived().walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_attachment_has_its_name_content_type_and_method() -> None:
    file = Attachment("visit.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n", {"charset": "utf-8", "method": "PUBLISH"})
    message = arrived(attachments=[file])
    (part,) = message.iter_attachments()
    assert message.get_content_type() == "multipart/mixed"
    assert (part.get_filename(), part.get_content_type()) == ("visit.ics", "text/calendar")
    assert (part.get_param("method"), part.get_content_disposition()) == ("PUBLISH", "attachment")
    assert part.get_payload(decode=True) == b"BEGIN:VCALENDAR\r\n"


def test_no_line_is_longer_than_email_servers_accept() -> None:
    message = arrived(letter=make_letter(title="é" * 3000, why="x" * 3000))
    assert max(map(len, message.as_bytes().splitlines())) <= 998


INJECTION = "Wren\r\nBcc: everyone@example.com\r\n\r\nHello"


@pytest.mark.parametrize("where", ["name", "subject", "reply_to"])
def test_line_break_in_input_starts_no_header(where: str) -> None:
    changed: dict[str, dict[str, object]] = {
        "name": {"to": [Recipient(INJECTION, "wren@example.com")]},
        "subject": {"letter": make_letter(subject=INJECTION)},
        "reply_to": {"reply_to": Recipient(INJECTION, "june@example.com")},
    }
    message = arrived(**changed[where])
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "wren@example.com"
    assert "Tuesday is yours" in message.get_body(("plain",)).get_content()


@pytest.mark.parametrize("address", ["wren", "wren@example.com\r\nBcc: x@example.com", "a@b.example, c@d.example"])
def test_invalid_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        arrived(to=[Recipient("Wren", address)])


@pytest.mark.parametrize("key", ["", "a b", "a@b", "a.", "a\r\nBcc: x@example.com"])
def test_key_that_would_break_a_message_id_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        arrived(key=key)


@given(name=st.text(max_size=120), subject=st.text(max_size=200))
@settings(deadline=None)  # busy machines pause, so the time of one example says nothing
def test_message_is_intact_for_any_recipient_name_and_subject(name: str, subject: str) -> None:
    """Parse as the standards say; the library's newer parser inserts spaces between the words of a long name."""
    to = [Recipient(name, "wren@example.com"), Recipient("June", "june@example.com")]
    sent = build(make_mail(to=to, letter=make_letter(subject=subject)), sender=SENDER, at=NOW)
    read = message_from_bytes(sent.as_bytes())
    first, second = getaddresses([read["To"]])
    assert (decoded(first[0]), first[1]) == (one_line(name)[:80].strip(), "wren@example.com")
    assert second == ("June", "june@example.com")
    assert decoded(read["Subject"]) == one_line(subject)[:150].strip()
    assert read.keys() == sent.keys()


def decoded(header: str) -> str:
    return str(make_header(decode_header(header)))


def test_email_is_rendered_as_text() -> None:
    assert as_text(make_letter()) == (
        "Tuesday is yours, Wren.\n\n"
        "One visit, one place.\n\n"
        "Tue, May 19, 1:00 PM PDT\nUnwinding massage\nHazel Bodywork\n\n"
        "Wren wrote:\n> A sore shoulder.\n> No <strong> scents.\n\n"
        "Massage: $110.00\nOff-peak: −$33.00\nPaid: $77.00\n\n"
        "Code: CW-7Q4M-2ZXD\n\n"
        "See it:\nhttp://localhost/orders/1\n\n"
        "Help:\nhttp://localhost/about/help\n\n"
        "CozyWish\nYou get this mail because you booked.\n"
    )


def test_markup_in_an_email_is_escaped() -> None:
    html = as_html(make_letter(title="<script>alert(1)</script>"))
    assert "<script" not in html
    assert "A sore shoulder.<br>No &lt;strong&gt; scents." in html


def test_link_in_an_email_is_absolute() -> None:
    assert link("bookings.show", booking_id="CW-3H8K-MASS") == "http://localhost/bookings/CW-3H8K-MASS"
    assert link("calendar.day", day="2026-05-19") == "http://localhost/calendar/?day=2026-05-19"


def test_both_parts_end_with_the_postal_address(database_url: str) -> None:
    with create_app(database.settings_for(database_url, postal_address="1 Main St, Portland, OR 97201")).app_context():
        letter = make_letter()
        assert "CozyWish, 1 Main St, Portland, OR 97201" in as_html(letter)
        assert "CozyWish, 1 Main St, Portland, OR 97201" in as_text(letter)
