"""Violated business rules. The web layer turns them into pages."""

from flask_babel import LazyString


class DomainError(Exception):
    """A violated business rule. The message tells the person what to do about it."""

    status = 422
    title: LazyString | None = None
    """Above the message on a page of its own, where the usual one of the status doesn't fit."""

    def __init__(self, message: str) -> None:
        self.message = str(message)
        super().__init__(self.message)


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
