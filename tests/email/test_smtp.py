"""Delivery by real SMTP servers, with and without encryption, that accept, refuse, hang, or do not exist."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from flask import Flask

from app.email.message import Email, Recipient, build
from app.email.smtp import NotEncrypted, SmtpMailer
from tests.email.outbox import Outbox
from tests.email.samples import SENDER, WREN, make_mail
from tests.support import NOW
from tests.tls import self_signed

USER, PASSWORD = "mailer@example.com", "p@ss/word"
LOGIN = "mailer%40example.com:p%40ss%2Fword@"
NOBODY = Recipient("Nobody", "nobody@example.com")

pytestmark = pytest.mark.usefixtures("db")


class Server:
    """The messages that an SMTP server received."""

    def __init__(self) -> None:
        self.taken: list[list[str]] = []
        self.encrypted: list[bool] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802
        if address == NOBODY.email:
            return "550 There is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - its name
        self.taken.append(envelope.rcpt_tos)
        self.encrypted.append(server.transport.get_extra_info("cipher") is not None)
        return "250 OK"


def let_in(server: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword) -> AuthResult:
    known = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=known)


@contextmanager
def serving(**options: Any) -> Iterator[tuple[Server, int]]:
    noted = Server()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(noted, hostname="127.0.0.1", port=port, authenticator=let_in, **options)
    controller.start()
    try:
        yield noted, port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a self-signed certificate for 127.0.0.1, with its key in the same file."""
    address = x509.IPAddress(ip_address("127.0.0.1"))
    return self_signed(tmp_path_factory.mktemp("tls") / "server.pem", "127.0.0.1", address)


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def send(mailer: SmtpMailer, mail: Email | None = None) -> None:
    mailer.send(build(mail or make_mail(), sender=SENDER, at=NOW))


def test_email_arrives_as_it_was_built(outbox: Outbox) -> None:
    send(SmtpMailer(outbox.smtp_url))
    mail = outbox.mail()
    assert (mail["to"], mail["subject"]) == (["wren@example.com"], "Booked: Unwinding massage")
    assert "Off-peak: −$33.00" in mail["text"]
    assert "−$33.00" in mail["html"]


def test_starttls_is_used_if_the_server_offers_it(server_tls: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with serving(tls_context=server_tls, require_starttls=True) as (server, port):
        send(SmtpMailer(f"smtp://{LOGIN}127.0.0.1:{port}", tls=trusting))
    assert (server.taken, server.encrypted) == ([["wren@example.com"]], [True])


def test_smtps_is_encrypted_from_the_start(server_tls: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with serving(ssl_context=server_tls, auth_require_tls=False) as (server, port):
        send(SmtpMailer(f"smtps://{LOGIN}127.0.0.1:{port}", tls=trusting))
    assert server.encrypted == [True]


def test_untrusted_certificate_is_refused(server_tls: ssl.SSLContext) -> None:
    with serving(tls_context=server_tls) as (server, port), pytest.raises(ssl.SSLCertVerificationError):
        send(SmtpMailer(f"smtp://127.0.0.1:{port}"))
    assert server.taken == []


def test_wrong_password_raises_an_error() -> None:
    with serving(auth_require_tls=False) as (server, port), pytest.raises(smtplib.SMTPAuthenticationError):
        send(SmtpMailer(f"smtp://mailer:wrong@127.0.0.1:{port}"))
    assert server.taken == []


@pytest.mark.parametrize("login", [LOGIN, ""])
def test_nothing_is_sent_unencrypted_to_another_machine(login: str) -> None:
    with serving(auth_require_tls=False) as (server, port):
        send(SmtpMailer(f"smtp://{login}127.0.0.1:{port}"))
        with pytest.raises(NotEncrypted):  # the same server, at an address that does not count as this machine
            send(SmtpMailer(f"smtp://{login}0.0.0.0:{port}"))
    assert len(server.taken) == 1


def test_refusal_of_all_recipients_raises_an_error_but_of_one_does_not() -> None:
    with serving() as (server, port):
        mailer = SmtpMailer(f"smtp://127.0.0.1:{port}")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(mailer, make_mail(to=[NOBODY]))
        send(mailer, make_mail(to=[NOBODY, WREN]))
    assert server.taken == [["wren@example.com"]]


def test_server_that_hangs_times_out() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            send(SmtpMailer(f"smtp://127.0.0.1:{silent.getsockname()[1]}", timeout=0.2))


def test_server_that_does_not_exist_raises_an_error() -> None:
    with pytest.raises(ConnectionRefusedError):
        send(SmtpMailer("smtp://127.0.0.1:1"))


@pytest.mark.parametrize(("url", "port"), [("smtp://mail.example.com", 587), ("smtps://mail.example.com", 465)])
def test_default_ports_are_those_for_sending(url: str, port: int) -> None:
    assert SmtpMailer(url)._port == port


def test_application_sends_through_the_configured_mailer(app: Flask) -> None:
    assert isinstance(app.extensions["mail"], SmtpMailer)
