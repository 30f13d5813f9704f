"""Undoing a change of the email address, with everything that whoever changed it could have added to the account."""

from app.accounts.actions import credentials
from app.accounts.actions.email_links import add_link
from app.accounts.actions.security_events import record_event
from app.accounts.enums import EmailLinkKind, SecurityEventKind
from app.accounts.models import EmailLink
from app.core.jobs import defer
from app.identities.actions import DISCONNECTED, disconnect_since
from app.two_factor.actions.authenticator import remove_app_since
from app.two_factor.actions.passkeys import remove_passkeys_since
from app.two_factor.actions.recovery_codes import remove_codes_since


def undo_email_change(*, token: str, ip: str = "") -> tuple[EmailLink, list[SecurityEventKind]]:
    """Undo a change of the email address, and remove every way to log in that was added since.

    Returns a link to set a new password, and what was removed, of which one email tells the person. Raises LinkEnded,
    and AddressTaken.
    """
    link, user = credentials.undo_email(token=token)
    since, removed = link.created_at, list[SecurityEventKind]()
    if remove_passkeys_since(user=user, since=since):
        removed.append(SecurityEventKind.PASSKEY_REMOVED)
    removed += [DISCONNECTED[provider] for provider in disconnect_since(user=user, since=since)]
    if remove_app_since(user=user, since=since):
        removed.append(SecurityEventKind.TWO_FACTOR_OFF)
    elif remove_codes_since(user=user, since=since):
        removed.append(SecurityEventKind.RECOVERY_CODES_REMOVED)
    for kind in removed:
        record_event(kind, user=user, ip=ip, is_emailed=False)
    event = record_event(SecurityEventKind.EMAIL_CHANGE_UNDONE, user=user, ip=ip)
    defer("accounts.email_event", event_id=event.id, removed=",".join(removed))
    return add_link(kind=EmailLinkKind.RESET_PASSWORD, user=user), removed
