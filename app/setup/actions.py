"""Filling an empty site. Each list is created once: later changes by admins are never overwritten."""

from collections.abc import Mapping

from sqlalchemy import exists, select, text

from app.accounts.actions.accounts import AddressTaken, register
from app.accounts.enums import Role
from app.accounts.models import User
from app.accounts.queries.users import user_by_email
from app.core.db import session
from app.setup import lists
from app.setup.errors import SetupErrorCode
from app.taxonomy.actions.categories import ensure_category
from app.taxonomy.actions.tags import ensure_tag
from app.taxonomy.models import Category, Tag

# Held until the commit, so that two machines that set up at the same time do it only once.
LOCK = text("SELECT pg_advisory_xact_lock(hashtext('cozywish.setup'))")


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


def add_admin(*, email: str, password: str, name: str) -> User:
    """Create an admin account.

    Raises AddressTaken if the email belongs to another account, DomainError if the password is too short or too long.
    """
    if user_by_email(email) is not None:
        raise AddressTaken(SetupErrorCode.NOT_AN_ADMIN, email=email)
    return register(email=email, password=password, name=name, role=Role.ADMIN)
