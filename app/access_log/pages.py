"""Recording what a page shows, from its view."""

from app.access_log.actions import note_access, note_admin_view
from app.access_log.enums import AccessKind
from app.accounts.guards import current_user_or_403
from app.accounts.impersonation import seen


def opened(kind: AccessKind, *, user_id: int | None = None, guest_id: int | None = None) -> None:
    """Record that the person in this browser, or the admin who views the site as them, opened someone's data."""
    view = seen()
    if view is None:
        note_access(kind, by=current_user_or_403(), user_id=user_id, guest_id=guest_id)
    else:
        note_admin_view(kind, admin_id=view.admin_id, user_id=user_id, guest_id=guest_id)
