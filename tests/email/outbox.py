"""The application's emails, sent by SMTP to a stand-in for an email server and read as an email program shows them."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from flask import Flask

from app.email.smtp import SmtpMailer
from tests.sandbox.servers import MailSandbox, mail_sandbox

UNSUBSCRIBE = ("List-Unsubscribe", "List-Unsubscribe-Post")
SHOWN = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", *UNSUBSCRIBE, "Auto-Submitted")
RULE = "-" * 80


class Outbox:
    def __init__(self, sandbox: MailSandbox) -> None:
        self._sandbox = sandbox
        self.smtp_url = sandbox.smtp_url

    def mails(self, to: str | None = None) -> list[dict[str, Any]]:
        """List emails, oldest first."""
        return self._sandbox.messages(to)[::-1]

    def mail(self, to: str | None = None) -> dict[str, Any]:
        """Return the only email."""
        (found,) = self.mails(to)
        return found

    def file(self, mail: dict[str, Any]) -> str:
        """Return the content of the only attachment."""
        (part,) = mail["attachments"]
        return requests.get(self._sandbox.url + part["url"], timeout=20).content.decode()

    def as_read(self, mail: dict[str, Any]) -> str:
        """Return all visible parts of an email, for a snapshot."""
        headers = dict(mail["headers"])
        parts = ["\n".join(f"{name}: {headers[name]}" for name in SHOWN if name in headers), mail["text"], mail["html"]]
        if mail["attachments"]:
            name, kind = mail["attachments"][0]["name"], mail["attachments"][0]["type"]
            parts.append(f"{name} ({kind})\n" + self.file(mail).replace("\r\n", "\n"))
        return f"\n{RULE}\n".join(part.strip() for part in parts) + "\n"


@pytest.fixture(scope="session")
def mail_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailSandbox]:
    with mail_sandbox(tmp_path_factory.mktemp("mail")) as running:
        yield running


@pytest.fixture
def outbox(app: Flask, mail_process: MailSandbox) -> Iterator[Outbox]:
    """Yield an empty outbox that receives the application's emails."""
    before = app.extensions["mail"]
    mail_process.clear()
    app.extensions["mail"] = SmtpMailer(mail_process.smtp_url)
    yield Outbox(mail_process)
    app.extensions["mail"] = before
