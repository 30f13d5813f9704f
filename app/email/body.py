"""The content of an email, in blocks. Text and HTML render the same blocks, so that neither can lack anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from flask import current_app

from app.core.settings import settings


class EmailBlock(Protocol):
    """A block of an email; `kind` names the macro in templates/email/letter.* that renders it."""

    kind: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Text:
    kind: ClassVar[str] = "text"
    words: str


@dataclass(frozen=True, slots=True)
class QuotedText:
    """A quote of what a person wrote, unchanged."""

    kind: ClassVar[str] = "quote"
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class BookingEntry:
    """A booking: its time with the time zone, its title, where or for whom it is, and what to know."""

    kind: ClassVar[str] = "entry"
    when: str
    title: str
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts paid or refunded: labels with cents, and their total last."""

    kind: ClassVar[str] = "amounts"
    lines: Sequence[tuple[str, int]]
    total: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Facts:
    kind: ClassVar[str] = "facts"
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ActionLink:
    """A link to a next step; the `main` link of an email is its button."""

    kind: ClassVar[str] = "way"
    label: str
    url: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class EmailBody:
    """The content of an email.

    `preview` is what a list of emails shows beside the subject; `why` says in the footer why it was sent.
    """

    subject: str
    preview: str
    title: str
    blocks: Sequence[EmailBlock]
    why: str


def as_text(letter: EmailBody) -> str:
    return _written("email/letter.txt", letter).strip() + "\n"


def as_html(letter: EmailBody) -> str:
    return _written("email/letter.html", letter)


def _written(template: str, letter: EmailBody) -> str:
    # Not render_template, which needs values that exist only in a request.
    return current_app.jinja_env.get_template(template).render(letter=letter, address=settings().postal_address)
