"""The SMTP mailer."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from app.core.logs import log
from app.core.tls import usual_tls

PORTS = {"smtp": 587, "smtps": 465}
TIMEOUT = 20.0  # seconds, for each step of the conversation


class NotEncrypted(smtplib.SMTPException):
    """Another machine's server without encryption, which gets no email: links in it let people in."""


class SmtpMailer:
    """An email server at smtp://user:password@host:587 or smtps://.

    smtps:// is encrypted from the start, smtp:// after STARTTLS. A server on this machine needn't offer it. User and
    password are percent-encoded and optional.

    Each message uses its own connection: there are few of them, and an open connection is one more thing that can go
    stale.
    """

    def __init__(self, url: str, *, timeout: float = TIMEOUT, tls: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or PORTS[parts.scheme]
        self._from_the_start = parts.scheme == "smtps"
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._timeout = timeout
        self._tls = tls or usual_tls()

    def send(self, message: EmailMessage) -> None:
        with self._connected() as server:
            refused = server.send_message(message)
        if refused:  # for some; a refusal for all is raised
            log.error("mail refused for some", message_id=message["Message-ID"], number=len(refused))

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        with self._opened() as server:
            server.ehlo()
            encrypted = self._from_the_start
            if not encrypted and server.has_extn("starttls"):
                server.starttls(context=self._tls)
                encrypted = True
            if not (encrypted or is_here(self._host)):
                raise NotEncrypted("the mail server offers no encryption: use smtps:// or another port")
            if self._user:
                server.login(self._user, self._password)
            yield server

    def _opened(self) -> smtplib.SMTP:
        if self._from_the_start:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=self._tls)
        return smtplib.SMTP(self._host, self._port, timeout=self._timeout)


def is_here(host: str) -> bool:
    """Return whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
