"""Queries for the venues featured on the home page."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core.db import session
from app.search_index.models import Featured
from app.venues.models import Venue


def featured_venues() -> Sequence[Featured]:
    """List the featured venues in order, including those whose time has ended. Two statements."""
    return session.scalars(
        select(Featured)
        .join(Featured.venue)
        .options(contains_eager(Featured.venue).options(joinedload(Venue.category), selectinload(Venue.photos)))
        .order_by(Featured.position)
    ).all()


def featured_row(venue: Venue) -> Featured | None:
    return session.get(Featured, venue.id)


def featured_until(venue: Venue) -> datetime | bool:
    """Return when the venue stops being featured: True if there is no end, False if it is not featured."""
    row = featured_row(venue)
    return (row.until or True) if row else False


def lock_featured() -> list[Featured]:
    """Return all featured rows in order, locked until this transaction ends."""
    found = select(Featured).order_by(Featured.position).with_for_update()
    return list(session.scalars(found.execution_options(populate_existing=True)))
