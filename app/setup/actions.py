"""Filling an empty site. Each list is created once: later changes by admins are never overwritten."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import exists, select, text

from app.accounts.actions.accounts import AddressTaken, open_account
from app.accounts.actions.email_links import add_link
from app.accounts.enums import EmailLinkKind, Role
from app.accounts.models import User
from app.accounts.queries.users import user_by_email
from app.accounts.tokens import link_token
from app.core import clock
from app.core.db import session
from app.setup import lists
from app.setup.errors import SetupErrorCode
from app.taxonomy.actions.categories import ensure_category
from app.taxonomy.actions.tags import ensure_tag
from app.taxonomy.models import Category, Tag

# Held until the commit, so that two machines that set up at the same time do it only once.
LOCK = text("SELECT pg_advisory_xact_lock(hashtext('cozywish.setup'))")

# How long the first admin has to set a password.
INVITATION = timedelta(days=1)


def lock_setup() -> None:
    session.execute(LOCK)


def add_missing_categories() -> int:
    """Create the categories if there are none, and return how many were created, including subcategories."""
    return 0 if session.scalar(select(exists().where(Category.id.is_not(None)))) else len(add_categories())


def add_missing_tags() -> int:
    """Create the tags if there are none, and return how many were created."""
    return 0 if session.scalar(select(exists().where(Tag.id.is_not(None)))) else len(add_tags())


def add_categories() -> Mapping[str, Category]:
    """Create or update every category of the list, and return them by slug."""
    made: dict[str, Category] = {}
    for position, (slug, row) in enumerate(lists.categories().items(), start=1):
        made[slug] = category = ensure_category(slug=slug, name=row.name, position=position)
        for place, (child, name) in enumerate(row.subcategories.items(), start=1):
            made[child] = ensure_category(slug=child, name=name, position=place, parent=category)
    return made


def add_tags() -> Mapping[str, Tag]:
    """Create or update every tag of the list, and return them by slug."""
    return {
        slug: ensure_tag(slug=slug, name=row.name, group=row.group, position=position)
        for position, (slug, row) in enumerate(lists.tags().items(), start=1)
    }


def add_admin(*, email: str, name: str) -> User:
    """Create an admin account without a password. Raises AddressTaken if the email belongs to another account."""
    if user_by_email(email) is not None:
        raise AddressTaken(SetupErrorCode.NOT_AN_ADMIN, email=email)
    return open_account(email=email, password_hash=None, name=name, role=Role.ADMIN)


def invite(admin: User) -> str:
    """Return the token of a link with which the admin sets a password, for a day. It replaces an earlier one."""
    link = add_link(kind=EmailLinkKind.RESET_PASSWORD, user=admin)
    link.expires_at = clock.now() + INVITATION
    session.flush()
    return link_token(link.public_id)


def uninvited(found: Sequence[User]) -> User | None:
    """Return the first admin if nobody has set their password yet."""
    return found[0] if len(found) == 1 and found[0].password_hash is None else None
