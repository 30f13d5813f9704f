from dataclasses import dataclass, field

from flask import current_app

from app.admin.enums import AuditAction
from app.forms import Edit


@dataclass(frozen=True)
class Sent:
    """A form that will be taken: what its address names, what it holds, and the acts that it must leave, in order."""

    acts: tuple[AuditAction, ...]
    names: dict[str, str] = field(default_factory=dict)
    data: dict[str, object] = field(default_factory=dict)


def seen(form: type[Edit], **stands: object) -> str:
    """What a form of that kind remembers of how things stand."""
    with current_app.test_request_context():
        return str(form(data=stands).seen.data)
