"""Undoing a change of the email address, and removing what a stranger could have added to the account."""

from datetime import datetime

from app.accounts.actions import credentials
from app.accounts.actions.email_links import add_link
from app.accounts.actions.security_events import record_event
from app.accounts.actions.ways_in import close_ways_in
from app.accounts.enums import EmailLinkKind, Role, SecurityEventKind
from app.accounts.models import EmailLink, User
from app.core.jobs import defer
from app.two_factor.actions.authenticator import remove_app_since
from app.two_factor.actions.recovery_codes import remove_codes_since


def undo_email_change(*, token: str, ip: str = "") -> tuple[EmailLink, list[SecurityEventKind]]:
    """Undo a change of the email address, and remove every way to log in that was added from the day before.

    Returns a link to set a new password, and what was removed, of which one email tells the person. Raises LinkEnded,
    and AddressTaken.
    """
    link, user = credentials.undo_email(token=token)
    since = link.created_at - credentials.BEFORE_CHANGE
    removed = close_ways_in(user=user, since=since)
    # Two other admins remove an admin's second factor. No link does.
    if user.role is not Role.ADMIN:
        removed += _without_second_factor(user, since)
    for kind in removed:
        record_event(kind, user=user, ip=ip, is_emailed=False)
    event = record_event(SecurityEventKind.EMAIL_CHANGE_UNDONE, user=user, ip=ip)
    defer("accounts.email_event", event_id=event.id, removed=",".join(removed))
    return add_link(kind=EmailLinkKind.RESET_PASSWORD, user=user), removed


def _without_second_factor(user: User, since: datetime) -> list[SecurityEventKind]:
    if remove_app_since(user=user, since=since):
        return [SecurityEventKind.TWO_FACTOR_OFF]
    return [SecurityEventKind.RECOVERY_CODES_REMOVED] if remove_codes_since(user=user, since=since) else []
