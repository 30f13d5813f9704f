from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select

from app.db import session
from app.hours.models import Opening


def openings_of(venue_ids: Collection[int], first: date = date.min, last: date = date.max) -> Sequence[Opening]:
    """The weekly hours of venues and of their members, and those of dates from the first to the last; weekdays before
    dates, in order of time. One statement."""
    return session.scalars(
        select(Opening)
        .where(Opening.venue_id.in_(venue_ids), or_(Opening.on_date.is_(None), Opening.on_date.between(first, last)))
        .order_by(Opening.weekday, Opening.on_date, Opening.opens)
    ).all()
