"""The mail stand-in: real SMTP in, pages and JSON out."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.sandbox.servers import MailSandbox, mail_sandbox

ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)


SHOP = "http://127.0.0.1:8000/bookings"


def confirmation(
    subject: str = "Confirmed: Tue, May 19, 1:00 PM", to: str = "wren@example.com", link: str = SHOP
) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "CozyWish <hello@cozywish.example>", to
    message.set_content("Hazel Bodywork, 1:00 PM PDT. Café.")
    picture = make_msgid(domain="cozywish.example")
    message.add_alternative(
        f"<html><head><title>x</title></head><body style='color:#143'><script>document.body.innerHTML=''</script>"
        f"<img src='cid:{picture[1:-1]}' alt='Sign'><a href='{link}'>See it</a></body></html>",
        subtype="html",
    )
    message.get_payload()[1].add_related(DOT, "image", "png", cid=picture)
    message.add_attachment(ICS, maintype="text", subtype="calendar", filename="hazel.ics")
    return message


def deliver(mail: MailSandbox, message: EmailMessage, *recipients: str) -> None:
    with smtplib.SMTP("127.0.0.1", mail.smtp_port, timeout=20) as server:
        server.send_message(message, to_addrs=list(recipients) or None)


def test_received_message_is_stored_with_all_its_parts(mail: MailSandbox) -> None:
    deliver(mail, confirmation())
    [message] = mail.messages()
    assert message["subject"] == "Confirmed: Tue, May 19, 1:00 PM"
    assert (message["from"], message["to"]) == ("CozyWish <hello@cozywish.example>", ["wren@example.com"])
    assert message["text"] == "Hazel Bodywork, 1:00 PM PDT. Café.\n"
    assert "See it" in message["html"]
    age = datetime.now(UTC) - datetime.fromisoformat(message["received_at"])
    assert timedelta(0) <= age < timedelta(minutes=1)
    calendar = next(part for part in message["attachments"] if part["name"] == "hazel.ics")
    assert calendar["type"] == "text/calendar"
    file = requests.get(mail.url + calendar["url"], timeout=20)
    assert file.content == ICS
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_messages_are_listed_newest_first_and_filtered_by_recipient(mail: MailSandbox) -> None:
    for number, to in enumerate(("wren@example.com", "robin@example.com", "wren@example.com")):
        deliver(mail, confirmation(f"Mail {number}", to))
    assert [message["subject"] for message in mail.messages()] == ["Mail 2", "Mail 1", "Mail 0"]
    assert [message["subject"] for message in mail.messages("Wren@Example.com")] == ["Mail 2", "Mail 0"]
    assert mail.messages("nobody@example.com") == []


def test_bcc_recipients_are_listed(mail: MailSandbox) -> None:
    deliver(mail, confirmation(), "wren@example.com", "hazel@example.com")
    assert mail.messages("hazel@example.com")[0]["to"] == ["wren@example.com", "hazel@example.com"]


def test_non_ascii_addresses_and_subjects_are_preserved(mail: MailSandbox) -> None:
    deliver(mail, confirmation("Réservé — 確認", "björk@example.com"))
    assert mail.messages("björk@example.com")[0]["subject"] == "Réservé — 確認"


def test_plain_text_message_without_a_subject_is_displayed(mail: MailSandbox) -> None:
    with smtplib.SMTP("127.0.0.1", mail.smtp_port, timeout=20) as server:
        server.sendmail("a@example.com", ["b@example.com"], b"From: a@example.com\r\n\r\nHello\r\n")
    [message] = mail.messages()
    page = requests.get(f"{mail.url}/messages/{message['id']}", timeout=20).text
    assert "(no subject)" in page
    assert "<iframe" not in page


def test_message_html_is_served_with_a_sandboxing_policy(mail: MailSandbox) -> None:
    deliver(mail, confirmation())
    url = f"{mail.url}/messages/{mail.messages()[0]['id']}"
    policy = requests.get(f"{url}/html", timeout=20).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src ")
    assert "sandbox allow-popups" in policy
    assert "script" not in policy
    outer = requests.get(url, timeout=20).headers["Content-Security-Policy"]
    assert "unsafe" not in outer


def test_message_subject_is_escaped_on_the_outbox_pages(mail: MailSandbox) -> None:
    deliver(mail, confirmation("<script>alert(1)</script>"))
    for path in ("/", f"/messages/{mail.messages()[0]['id']}"):
        assert "<script>" not in requests.get(mail.url + path, timeout=20).text


@pytest.mark.parametrize("path", ["/messages/none", "/messages/..%2f..%2fetc", "/messages/none/attachments/1", "/x"])
def test_unknown_path_returns_a_404_page_with_a_link_to_the_outbox(mail: MailSandbox, path: str) -> None:
    page = requests.get(mail.url + path, timeout=20)
    assert page.status_code == 404
    assert "Go to the outbox" in page.text


def test_messages_survive_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        with mail_sandbox(tmp_path) as mail:
            deliver(mail, confirmation())
    with mail_sandbox(tmp_path) as mail:
        assert len(mail.messages()) == 2
        assert len(list(tmp_path.glob("*.eml"))) == 2


@pytest.fixture(params=[390, 1280])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 844}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_outbox_works_without_javascript(mail: MailSandbox, page: Page) -> None:
    deliver(mail, confirmation())
    page.goto(mail.url)
    page.get_by_role("link", name="Confirmed: Tue, May 19, 1:00 PM").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("link", name="See it")).to_be_visible()
    expect(frame.get_by_alt_text("Sign")).to_have_js_property("naturalWidth", 1)
    with page.expect_download() as download:
        page.get_by_role("link", name="hazel.ics").click()
    assert download.value.suggested_filename == "hazel.ics"
    page.get_by_role("link", name="Back to the outbox").click()
    page.get_by_role("button", name="Clear all").click()
    expect(page.get_by_text("No mail yet")).to_be_visible()


def test_link_in_a_message_opens_a_new_tab(mail: MailSandbox, page: Page) -> None:
    deliver(mail, confirmation(link=f"{mail.url}/?to=opened"))
    page.goto(f"{mail.url}/messages/{mail.messages()[0]['id']}")
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("link", name="See it").click()
    expect(opened.value.get_by_role("heading", name="Sent to opened")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
def test_outbox_pages_are_accessible_and_fit_the_screen(
    mail: MailSandbox, browser: Browser, width: int, theme: Any
) -> None:
    deliver(mail, confirmation("A rather long subject that has to wrap on a phone, Tue, May 19, 1:00 PM PDT"))
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)
    page = context.new_page()
    for path in ("/", f"/messages/{mail.messages()[0]['id']}", "/?to=nobody@example.com"):
        page.goto(mail.url + path)
        found = Axe().run(page, context={"exclude": [["iframe"]]})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
