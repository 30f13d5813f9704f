"""Links in emails: each works once, and a newer one of the same kind replaces the older."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete

from app.accounts.enums import EmailLinkKind
from app.accounts.models import EmailLink, User, link_id
from app.accounts.queries.email_links import open_link
from app.accounts.queries.users import user_by_email
from app.accounts.tokens import hash_of, link_token
from app.core import clock
from app.core.db import session
from app.core.jobs import defer

LIFETIMES: Mapping[EmailLinkKind, timedelta] = {
    EmailLinkKind.VERIFY_EMAIL: timedelta(days=7),
    EmailLinkKind.RESET_PASSWORD: timedelta(hours=1),
    EmailLinkKind.LOG_IN: timedelta(minutes=10),
    EmailLinkKind.CHANGE_EMAIL: timedelta(days=1),
    EmailLinkKind.UNDO_EMAIL: timedelta(days=7),
}
# Links that let a person into the account or change it, and so end when its password or email changes.
OPENS_ACCOUNT = (EmailLinkKind.RESET_PASSWORD, EmailLinkKind.LOG_IN, EmailLinkKind.CHANGE_EMAIL)


def request_link(*, kind: EmailLinkKind, email: str, browser: str | None = None) -> EmailLink:
    """Request a link for the account with this email address, if there is one.

    The request does the same for every address, so its time reveals nothing about who has an account: a job finds that
    out. `browser` is the token of the only browser in which the link will work.
    """
    link = _new_link(kind=kind, user_id=None, email=email)
    link.browser_hash = hash_of(browser) if browser else None
    return _sent(link)


def send_link(*, kind: EmailLinkKind, user: User, email: str | None = None) -> EmailLink:
    """Request a link by email, to the account's address unless `email` is given. A job sends it."""
    return _sent(add_link(kind=kind, user=user, email=email))


def add_link(*, kind: EmailLinkKind, user: User, email: str | None = None) -> EmailLink:
    """Add a link without an email, for a person who just used another one."""
    # Undo links stay: a thief who changes the address twice must not end the first owner's link.
    if kind is not EmailLinkKind.UNDO_EMAIL:
        end_links(user_id=user.id, kinds=(kind,))
    link = _new_link(kind=kind, user_id=user.id, email=email or user.email)
    session.flush()
    return link


def claim_link(link: EmailLink) -> None:
    """Give a requested link to the account with its email address and send it, or delete it if there is no account.

    Another run of the job sends it: the link works before its email is there.
    """
    user = user_by_email(link.email)
    if user is None:
        session.delete(link)
        return
    end_links(user_id=user.id, kinds=(link.kind,))
    link.user_id, link.email = user.id, user.email
    _sent(link)


def _new_link(*, kind: EmailLinkKind, user_id: int | None, email: str) -> EmailLink:
    public_id, now = link_id(), clock.now()
    link = EmailLink(
        public_id=public_id,
        kind=kind,
        user_id=user_id,
        email=email,
        token_hash=hash_of(link_token(public_id)),
        created_at=now,
        expires_at=now + LIFETIMES[kind],
    )
    session.add(link)
    return link


def _sent(link: EmailLink) -> EmailLink:
    session.flush()
    defer("accounts.email_link", link_id=link.id)
    return link


def use_link(*, kind: EmailLinkKind, token: str) -> tuple[EmailLink, User]:
    """Use up a link, and return it with its account; both are locked. Raises LinkEnded."""
    link, user = open_link(kind, token, lock=True)
    link.used_at = clock.now()
    session.flush()
    return link, user


def end_links(*, user_id: int, kinds: tuple[EmailLinkKind, ...]) -> None:
    """End the unused links of these kinds."""
    session.execute(
        delete(EmailLink).where(EmailLink.user_id == user_id, EmailLink.kind.in_(kinds), EmailLink.used_at.is_(None))
    )


def forget_old_links() -> None:
    """Delete links that expired more than a day ago."""
    session.execute(delete(EmailLink).where(EmailLink.expires_at < clock.now() - timedelta(days=1)))
