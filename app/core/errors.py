"""Violated business rules: a code and values. The texts are in the `error_texts` of each feature."""

from collections.abc import Callable, Mapping
from enum import Enum

from flask_babel import LazyString


class ErrorCode(Enum):
    """Base of the codes of each feature: which rule was violated."""


ErrorText = LazyString | Callable[..., str]
"""The text of a code: with a placeholder for each value, or a function of the values."""
ErrorTexts = dict[ErrorCode, ErrorText]

_TEXTS: ErrorTexts = {}


def register_error_texts(texts: Mapping[ErrorCode, ErrorText]) -> None:
    """Add the texts of a feature's codes. `create_app` does so for each feature."""
    _TEXTS.update(texts)


def error_text(code: ErrorCode, /, **values: object) -> str:
    """Return the text of a code, in the locale of the reader. For a page that explains a rule before it is violated."""
    text = _TEXTS[code]
    if isinstance(text, LazyString):
        return str(text) % values if values else str(text)
    return text(**values)


class DomainError(Exception):
    """A violated business rule: a code and the values that its text needs. Web code may pass its text instead.

    Values are plain or at least loaded: the transaction is rolled back before the text is read.
    """

    status = 422
    title: LazyString | None = None
    """Above the message on a page of its own, where the usual one of the status doesn't fit."""

    def __init__(self, reason: ErrorCode | str, /, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason, values)

    @property
    def message(self) -> str:
        """What tells the person what to do about it, in the locale of the reader."""
        return error_text(self.reason, **self.values) if isinstance(self.reason, ErrorCode) else str(self.reason)

    def __str__(self) -> str:
        return self.message


class NotFound(DomainError):
    status = 404


class Forbidden(DomainError):
    status = 403


class Conflict(DomainError):
    status = 409


class NameTaken(Conflict):
    """A name that something else already has."""


class Unavailable(DomainError):
    """An external service that does not answer. Trying again later may help."""

    status = 503
