"""Differences between Stripe and the ledger, for admins."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.finance.models import Difference

MOST_OPEN = 50
MOST_RESOLVED = 20


def open_differences() -> Sequence[Difference]:
    """List the oldest open differences. One statement."""
    query = _query().where(Difference.resolved_at.is_(None)).order_by(Difference.id)
    return session.scalars(query.limit(MOST_OPEN)).all()


def number_open() -> int:
    """Count the open differences. One statement."""
    return session.scalar(select(func.count(Difference.id)).where(Difference.resolved_at.is_(None))) or 0


def resolved_differences() -> Sequence[Difference]:
    """List the differences that were resolved last. One statement."""
    query = _query().where(Difference.resolved_at.is_not(None)).order_by(Difference.resolved_at.desc())
    return session.scalars(query.options(joinedload(Difference.resolved_by)).limit(MOST_RESOLVED)).all()


def all_differences() -> Sequence[Difference]:
    """List all differences, those that are open first, then the newest. One statement."""
    order = Difference.resolved_at.is_not(None), Difference.id.desc()
    return session.scalars(_query().options(joinedload(Difference.resolved_by)).order_by(*order)).all()


def _query() -> Select[Difference]:
    return select(Difference).options(joinedload(Difference.transaction), joinedload(Difference.entry))
