"""What a mail says, part by part. Text and HTML are two ways to write the same letter, so neither can lack a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from flask import current_app


class Block(Protocol):
    """A part of a letter; `kind` names the macro of templates/email/letter.* that writes it."""

    kind: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Text:
    kind: ClassVar[str] = "text"
    words: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, as it was written."""

    kind: ClassVar[str] = "quote"
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One visit: its time with the zone, what it is, where or for whom, and what to know."""

    kind: ClassVar[str] = "entry"
    when: str
    title: str
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Amounts:
    """What was paid or comes back: labels with cents, and the sum of them last."""

    kind: ClassVar[str] = "amounts"
    lines: Sequence[tuple[str, int]]
    total: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Facts:
    kind: ClassVar[str] = "facts"
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ActionLink:
    """A link to go on by; a letter has one `main` way, its button."""

    kind: ClassVar[str] = "way"
    label: str
    url: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class EmailBody:
    """`preview` is what a list of mails shows beside the subject; `why` says at the foot why it was sent."""

    subject: str
    preview: str
    title: str
    blocks: Sequence[Block]
    why: str


def as_text(letter: EmailBody) -> str:
    return _written("email/letter.txt", letter).strip() + "\n"


def as_html(letter: EmailBody) -> str:
    return _written("email/letter.html", letter)


def _written(template: str, letter: EmailBody) -> str:
    # Not render_template: that asks for what only a request knows.
    return current_app.jinja_env.get_template(template).render(letter=letter)
