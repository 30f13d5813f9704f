"""Links in emails that still work."""

from sqlalchemy import func, or_, select

from app.accounts.enums import EmailLinkKind
from app.accounts.errors import AccountErrorCode
from app.accounts.models import EmailLink, User
from app.accounts.tokens import hash_of
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound

# These lead to another address than the account's current one.
TO_OTHER_ADDRESS = (EmailLinkKind.CHANGE_EMAIL, EmailLinkKind.UNDO_EMAIL)


class LinkEnded(NotFound):
    """A link that was used, expired or replaced, or never existed."""


def open_link(kind: EmailLinkKind, token: str, *, lock: bool = False) -> tuple[EmailLink, User]:
    """Return a link that still works, with its account. Raises LinkEnded. One statement.

    It works only while the mailbox that got it is the account's, unless it is about a change of that mailbox. With
    `lock`, both rows are locked until the transaction ends.
    """
    query = (
        select(EmailLink, User)
        .join(User, User.id == EmailLink.user_id)
        .where(
            EmailLink.token_hash == hash_of(token),
            EmailLink.kind == kind,
            EmailLink.used_at.is_(None),
            EmailLink.expires_at > clock.now(),
            User.suspended_at.is_(None),
            or_(EmailLink.kind.in_(TO_OTHER_ADDRESS), func.lower(EmailLink.email) == func.lower(User.email)),
        )
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.execute(query).one_or_none()
    if found is None:
        raise LinkEnded(AccountErrorCode.LINK_ENDED)
    return found[0], found[1]


def has_used(user_id: int, kind: EmailLinkKind, token: str) -> bool:
    """Return whether this person used this link before."""
    used = (
        EmailLink.token_hash == hash_of(token),
        EmailLink.kind == kind,
        EmailLink.user_id == user_id,
        EmailLink.used_at.is_not(None),
    )
    return session.scalar(select(EmailLink.id).where(*used)) is not None


def is_reserved(email: str, *, besides: int | None = None) -> bool:
    """Return whether another account can still undo a change away from this email address.

    Otherwise a thief could take the old address with a new account, and nobody could undo.
    """
    undoable = (
        func.lower(EmailLink.email) == email.lower(),
        EmailLink.kind == EmailLinkKind.UNDO_EMAIL,
        EmailLink.used_at.is_(None),
        EmailLink.expires_at > clock.now(),
        EmailLink.user_id.is_distinct_from(besides),
    )
    return session.scalar(select(EmailLink.id).where(*undoable).limit(1)) is not None
