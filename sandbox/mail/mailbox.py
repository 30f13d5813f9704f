"""Storage for received messages: one .eml file per message, in one folder."""

import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property, lru_cache
from pathlib import Path

IDENTITY = re.compile(r"\d{8}T\d{6}-\d{6}-[0-9a-f]{6}")
STAMP = "%Y%m%dT%H%M%S-%f"
MOST_PARSED = 2_000  # messages in memory


@dataclass(frozen=True)
class Attachment:
    number: int
    name: str
    type: str
    content_id: str
    data: bytes


class Message:
    """One message as received over SMTP, including its envelope recipients."""

    def __init__(self, identity: str, raw: bytes) -> None:
        self.identity = identity
        self.raw = raw
        self.parsed: EmailMessage = message_from_bytes(raw, policy=policy.default)

    @property
    def received_at(self) -> datetime:
        """Return when the message arrived (timezone-aware, UTC)."""
        return datetime.strptime(self.identity.rsplit("-", 1)[0], STAMP).replace(tzinfo=UTC)

    @cached_property
    def recipients(self) -> list[str]:
        """Return every envelope recipient, including those not named in any header (Bcc)."""
        return [address.strip() for address in self.header("X-Envelope-To").split(",") if address.strip()]

    @property
    def subject(self) -> str:
        return self.header("Subject") or "(no subject)"

    @property
    def sender(self) -> str:
        return self.header("From")

    def header(self, name: str) -> str:
        return str(self.parsed.get(name, ""))

    @cached_property
    def text(self) -> str:
        return self._body("plain")

    @cached_property
    def html(self) -> str:
        return self._body("html")

    @cached_property
    def attachments(self) -> list[Attachment]:
        """Return every part except the displayed text and HTML, in message order."""
        shown = [self.parsed.get_body((kind,)) for kind in ("plain", "html")]
        parts = [part for part in self.parsed.walk() if not part.is_multipart() and part not in shown]
        return [
            Attachment(
                number,
                part.get_filename() or f"part-{number}",
                part.get_content_type(),
                str(part.get("Content-ID", "")).strip("<>"),
                part.get_payload(decode=True) or b"",  # type: ignore[arg-type]  # bytes, for a part that is not multipart
            )
            for number, part in enumerate(parts, start=1)
        ]

    @property
    def files(self) -> list[Attachment]:
        """Return the attachments worth downloading: all except the images embedded in the HTML."""
        return [part for part in self.attachments if not part.content_id or f"cid:{part.content_id}" not in self.html]

    def _body(self, kind: str) -> str:
        part = self.parsed.get_body((kind,))
        return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


class Mailbox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Whoever waits for an email asks for all of them twenty times a second, and messages never change.
        self._parsed = lru_cache(MOST_PARSED)(self._parse)
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, raw: bytes, *, sender: str, recipients: list[str]) -> None:
        """Store a message under its arrival time. The write is atomic, so readers never see a partial file."""
        identity = f"{datetime.now(UTC).strftime(STAMP)}-{secrets.token_hex(3)}"
        envelope = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\n"
        unfinished = self._folder / f".{identity}"
        unfinished.write_bytes(envelope.encode() + raw)
        os.replace(unfinished, self._path(identity))

    def identities(self) -> list[str]:
        """Return the ids of all messages, newest first."""
        names = (path.stem for path in self._folder.glob("*.eml"))
        return sorted((name for name in names if IDENTITY.fullmatch(name)), reverse=True)

    def message(self, identity: str) -> Message | None:
        if not IDENTITY.fullmatch(identity):
            return None
        try:
            return self._parsed(identity)
        except FileNotFoundError:
            return None

    def messages(self, *, limit: int, to: str | None = None) -> list[Message]:
        """Return up to `limit` messages, newest first, optionally only those sent to `to`."""
        found: list[Message] = []
        for identity in self.identities():
            message = self.message(identity)
            if message is not None and (to is None or to.lower() in map(str.lower, message.recipients)):
                found.append(message)
            if len(found) == limit:
                break
        return found

    def clear(self) -> None:
        for identity in self.identities():
            self._path(identity).unlink(missing_ok=True)
        self._parsed.cache_clear()

    def _parse(self, identity: str) -> Message:
        return Message(identity, self._path(identity).read_bytes())

    def _path(self, identity: str) -> Path:
        return self._folder / f"{identity}.eml"
