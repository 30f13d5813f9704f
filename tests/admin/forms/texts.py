"""Forms for site content."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.actions.content import announce, write_text
from app.admin.enums import AuditAction
from app.admin.models import AuditEntry
from app.core.db import session
from tests.admin.forms.sent import Sent


def writing(admin: User) -> Sent:
    write_text(slug="help", title="Help", body="## Times", admin=admin)
    return Sent((AuditAction.TEXT_EDIT, AuditAction.TEXT_EDIT), {"text": "help"}, {"body": "## Times"})


def bringing_back(admin: User) -> Sent:
    write_text(slug="help", title="Help", body="One.", admin=admin)
    entry = session.query(AuditEntry).one()
    return Sent((AuditAction.TEXT_EDIT, AuditAction.TEXT_RESTORE), {"text": "help", "entry": entry.public_id})


def announcing(admin: User) -> Sent:
    announce(text="Closed.", link="", is_on=True, begins_at=None, ends_at=None, admin=admin)
    return Sent((AuditAction.TEXT_ANNOUNCE, AuditAction.TEXT_ANNOUNCE), {}, {"text": "Closed.", "is_on": "y"})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.content_edit": writing,
    "admin.content_restore": bringing_back,
    "admin.announcement": announcing,
}
