"""Differences between Stripe and the ledger, for admins."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.finance.models import Difference

MOST_OPEN = 200
MOST_RESOLVED = 20


def open_differences() -> Sequence[Difference]:
    """List the open differences, the oldest first. One statement."""
    query = _query().where(Difference.resolved_at.is_(None)).order_by(Difference.id)
    return session.scalars(query.limit(MOST_OPEN)).all()


def resolved_differences() -> Sequence[Difference]:
    """List the differences that were resolved last. One statement."""
    query = _query().where(Difference.resolved_at.is_not(None)).order_by(Difference.resolved_at.desc())
    return session.scalars(query.options(joinedload(Difference.resolved_by)).limit(MOST_RESOLVED)).all()


def _query() -> Select[Difference]:
    return select(Difference).options(joinedload(Difference.transaction), joinedload(Difference.entry))
