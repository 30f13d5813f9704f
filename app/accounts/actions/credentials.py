"""Changes to an account's password and email address. Views ask for a recent proof first, or for a link in an email."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.accounts import passwords
from app.accounts.actions.accounts import AddressTaken
from app.accounts.actions.devices import distrust_devices, forget_devices
from app.accounts.actions.email_links import OPENS_ACCOUNT, end_links, send_link, use_link
from app.accounts.actions.security_events import record_event
from app.accounts.actions.sessions import log_out_everywhere, log_out_others
from app.accounts.actions.ways_in import close_ways_in
from app.accounts.enums import EmailLinkKind, SecurityEventKind
from app.accounts.errors import AccountErrorCode
from app.accounts.models import Device, EmailLink, LoginSession, User
from app.accounts.queries.email_links import is_reserved
from app.accounts.queries.users import lock_user
from app.core import clock
from app.core.db import session
from app.core.jobs import defer

# A thief who changes the email may have added a passkey shortly before.
BEFORE_CHANGE = timedelta(days=1)


def verify_email(*, token: str, ip: str = "") -> User:
    """Confirm the account's email address with the link that was sent there. Raises LinkEnded."""
    _link, user = use_link(kind=EmailLinkKind.VERIFY_EMAIL, token=token)
    mark_verified(user=user, ip=ip)
    return user


def mark_verified(*, user: User, ip: str = "") -> None:
    """Record that the account's email address is the person's, and tie the account to guest records with it."""
    if user.email_verified_at is None:
        user.email_verified_at = clock.now()
        session.flush()
        record_event(SecurityEventKind.EMAIL_VERIFIED, user=user, ip=ip)
    defer_tie(user)


def change_password(*, user: User, password: str, keep: LoginSession | None, ip: str = "") -> None:
    """Set a new password and end all sessions but `keep`. Raises DomainError if the password is not acceptable."""
    passwords.check(password, name=user.name, email=user.email)
    lock_user(user.id)
    user.password_hash, user.password_changed_at = passwords.hash_of(password), clock.now()
    end_links(user_id=user.id, kinds=OPENS_ACCOUNT)
    if keep is None:
        log_out_everywhere(user=user)
    else:
        log_out_others(user=user, keep=keep)
    record_event(SecurityEventKind.PASSWORD_CHANGED, user=user, ip=ip)


def reset_password(*, token: str, password: str, ip: str = "") -> User:
    """Set a new password with the link that was sent for it, and end all sessions.

    The link also proves that the email address is the person's. If nobody had proven it before, a stranger may have
    created the account with it, so all other ways to log in end. Raises LinkEnded, and DomainError if the password is
    not acceptable.
    """
    _link, user = use_link(kind=EmailLinkKind.RESET_PASSWORD, token=token)
    change_password(user=user, password=password, keep=None, ip=ip)
    if user.email_verified_at is None:
        _end_other_access(user)
    mark_verified(user=user, ip=ip)
    return user


def prove_email(*, user: User, is_known_browser: bool, ip: str = "") -> bool:
    """Record that a link to log in proved the email address, and return whether a stranger may have made the account.

    That is so if nobody had proven the address before, and the person never logged in with this browser. Then whatever
    opened the account until now ends: its sessions, its password, and other ways to log in.
    """
    is_doubtful = user.email_verified_at is None and not is_known_browser
    if is_doubtful:
        log_out_everywhere(user=user)
        _end_other_access(user)
        user.password_hash = None
    if user.email_verified_at is None:
        mark_verified(user=user, ip=ip)
    return is_doubtful


def change_email(*, token: str, ip: str = "") -> User:
    """Change the account's address to the mailbox that got this link. The old one can undo it for seven days.

    Raises LinkEnded, and AddressTaken if another account has the new address.
    """
    link, user = use_link(kind=EmailLinkKind.CHANGE_EMAIL, token=token)
    old = user.email
    _set_email(user, link.email)
    user.email_verified_at = clock.now()
    end_links(user_id=user.id, kinds=(*OPENS_ACCOUNT, EmailLinkKind.VERIFY_EMAIL))
    send_link(kind=EmailLinkKind.UNDO_EMAIL, user=user, email=old)
    record_event(SecurityEventKind.EMAIL_CHANGED, user=user, ip=ip)
    defer_tie(user)
    return user


def undo_email(*, token: str) -> tuple[EmailLink, User]:
    """Give the account its earlier address back, and return the link with the account.

    The person who changed the address could log in. So the password is removed, all sessions end, and devices that were
    confirmed since the day before are new again. Newer links of the account end: they went to another person's mailbox.
    Raises LinkEnded, and AddressTaken.
    """
    link, user = use_link(kind=EmailLinkKind.UNDO_EMAIL, token=token)
    _set_email(user, link.email)
    user.email_verified_at, user.password_hash = clock.now(), None
    session.execute(delete(EmailLink).where(EmailLink.user_id == user.id, EmailLink.id > link.id))
    end_links(user_id=user.id, kinds=(*OPENS_ACCOUNT, EmailLinkKind.VERIFY_EMAIL))
    log_out_everywhere(user=user)
    distrust_devices(user=user)
    forget_devices(user=user, since=link.created_at - BEFORE_CHANGE)
    return link, user


def defer_tie(user: User) -> None:
    """Tie the account to guest records with its verified address. A feature above this one has the job."""
    defer("guests.tie_account", user_id=user.id)


def _end_other_access(user: User) -> None:
    """End what a stranger may have set up who created the account with another person's email address.

    An authenticator app stays: no link replaces a second factor.
    """
    for kind in close_ways_in(user=user, since=user.created_at):
        record_event(kind, user=user)
    session.execute(delete(Device).where(Device.user_id == user.id))


def _set_email(user: User, email: str) -> None:
    if is_reserved(email, besides=user.id):
        raise AddressTaken(AccountErrorCode.EMAIL_TAKEN)
    try:
        with session.begin_nested():
            user.email = email
    except IntegrityError:
        raise AddressTaken(AccountErrorCode.EMAIL_TAKEN) from None
