"""The SMTP server, which accepts every message for any recipient."""

import asyncio
import socket
from threading import Thread

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.mail.mailbox import Mailbox

LARGEST = 25 * 1024 * 1024


class Handler:
    """The aiosmtpd handler for each message."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content = envelope.original_content or b""
        self._mailbox.keep(content, sender=envelope.mail_from or "", recipients=list(envelope.rcpt_tos))
        return "250 Message kept in the sandbox"


def start(mailbox: Mailbox, listener: socket.socket) -> None:
    """Serve SMTP on the bound socket in a daemon thread for the lifetime of the process."""
    Thread(target=lambda: asyncio.run(_serve(mailbox, listener)), name="smtp", daemon=True).start()


async def _serve(mailbox: Mailbox, listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return SMTP(Handler(mailbox), hostname="sandbox", data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop)

    server = await loop.create_server(connection, sock=listener)
    async with server:
        await server.serve_forever()
