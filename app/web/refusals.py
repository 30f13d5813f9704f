"""Security events for requests that were refused, with the id of the person who sent them."""

from flask import g
from sqlalchemy import inspect

from app.core.security_log import Severity, security_event


def note_refusal(kind: str, *, severity: Severity = Severity.INFO, **ids: int | str | None) -> None:
    """Write a security event about the current request."""
    security_event(kind, severity=severity, person=person_id(), **ids)


def person_id() -> int | None:
    """Return the id of the person who is logged in, if this request has looked them up already.

    By identity, because a rollback expires the row, and reading it again could fail.
    """
    state = inspect(g.get("_login_user"), raiseerr=False)
    identity = getattr(state, "identity", None)
    return int(identity[0]) if identity else None
