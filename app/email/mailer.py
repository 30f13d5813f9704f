"""How a mail leaves. SMTP stands behind it; only create_app says so."""

from dataclasses import replace
from email.message import EmailMessage
from typing import Protocol, cast

from flask import current_app

from app import clock
from app.context import settings
from app.db import session
from app.email.message import Email, build


class Mailer(Protocol):
    def send(self, message: EmailMessage) -> None:
        """Hand a message over to everybody in its To. Raises OSError or SMTPException when it was taken for nobody."""


def mailer() -> Mailer:
    """The running application's."""
    return cast(Mailer, current_app.extensions["mail"])


def send(mail: Email) -> None:
    """Send a mail: the last step of a task, for it ends the task's transaction. Nothing, where nobody has an address:
    who books at the desk need not leave one.

    All that the mail says has been read by then, and no transaction stays open while a mail server thinks. What the
    mailer raises makes the job try again.
    """
    to = [recipient for recipient in mail.to if recipient.email]
    if not to:
        return
    message = build(replace(mail, to=to), sender=settings().mail_from, at=clock.now())
    session.commit()

    mailer().send(message)
