"""Conversion of an email to the message that is sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from app.email.body import EmailBody, as_html, as_text
from app.email.headers import WIRE

KEY = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
LONGEST_NAME = 80
LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Recipient:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attached file. `parameters` complete its content type."""

    name: str
    content_type: str
    content: bytes
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Email:
    """One email and its recipients.

    `key` identifies its content, with public ids only: the same key is the same message, so that a job that ran twice
    appears as one email.
    """

    key: str
    to: Sequence[Recipient]
    letter: EmailBody
    reply_to: Recipient | None = None
    attachments: Sequence[Attachment] = ()
    # The URL where an email program unsubscribes with a single POST (RFC 8058), and where people choose what to
    # receive.
    unsubscribe: str = ""


def build(mail: Email, *, sender: str, at: datetime) -> EmailMessage:
    """Build a message of text, HTML, and attachments, dated `at` (aware). `sender` is as in MAIL_FROM: Name <address>.

    Raises ValueError for an invalid address, or for a key that cannot be part of a Message-ID.
    """
    if not KEY.fullmatch(mail.key):
        raise ValueError(f"not a key of a mail: {mail.key!r}")
    message = EmailMessage(policy=WIRE)
    message["From"] = sender
    message["To"] = [_address(recipient) for recipient in mail.to]
    if mail.reply_to is not None and mail.reply_to.email:
        message["Reply-To"] = _address(mail.reply_to)
    message["Subject"] = one_line(mail.letter.subject)[:LONGEST_SUBJECT].strip()
    message["Date"] = at
    message["Message-ID"] = f"<{mail.key}@{message['From'].addresses[0].domain}>"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"  # keeps out-of-office replies away
    message.set_content(as_text(mail.letter), cte="quoted-printable")
    message.add_alternative(as_html(mail.letter), subtype="html", cte="quoted-printable")
    for attachment in mail.attachments:
        _attach(message, attachment)
    return message


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    maintype, subtype = attachment.content_type.split("/")
    message.add_attachment(
        attachment.content,
        maintype=maintype,
        subtype=subtype,
        filename=attachment.name,
        params=dict(attachment.parameters),
    )


def _address(recipient: Recipient) -> Address:
    return Address(one_line(recipient.name)[:LONGEST_NAME].strip(), addr_spec=recipient.email)


def one_line(words: str) -> str:
    """Return the text without line breaks and other control characters, so that input cannot start a new header."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
