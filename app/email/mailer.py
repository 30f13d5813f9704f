"""Sending of emails. Only create_app knows that SMTP is behind this protocol."""

from dataclasses import replace
from email.message import EmailMessage
from typing import Protocol, cast

from flask import current_app

from app.core import clock
from app.core.db import session
from app.core.settings import settings
from app.email.message import Email, build


class Mailer(Protocol):
    def send(self, message: EmailMessage) -> None:
        """Hand a message over to everyone in its To header.

        Raises OSError or SMTPException if it was accepted for no one.
        """


def mailer() -> Mailer:
    """Return the mailer of the running application."""
    return cast(Mailer, current_app.extensions["mail"])


def send(mail: Email) -> None:
    """Send an email as the last step of a task, because it ends the task's transaction.

    Does nothing if no recipient has an address, which is optional for bookings at the front desk.

    All data of the email has been read by then, and no transaction stays open while the email server works. An error of
    the mailer makes the job try again.
    """
    to = [recipient for recipient in mail.to if recipient.email]
    if not to:
        return
    message = build(replace(mail, to=to), sender=settings().mail_from, at=clock.now())
    session.commit()

    mailer().send(message)
