from dataclasses import dataclass, field

from flask import current_app

from app.admin.enums import AuditAction
from app.web.forms import Edit


@dataclass(frozen=True)
class Sent:
    """A valid form: the values in its URL, its data, and the actions that the audit log must then have, in order."""

    actions: tuple[AuditAction, ...]
    names: dict[str, str] = field(default_factory=dict)
    data: dict[str, object] = field(default_factory=dict)


def seen(form: type[Edit], **stands: object) -> str:
    """Return the hidden value with which this form remembers the saved state."""
    with current_app.test_request_context():
        return str(form(data=stands).seen.data)
