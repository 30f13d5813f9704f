from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.db import session
from app.errors import NotFound
from app.team.models import Member, TimeOff
from app.venues.models import Venue


def members_of(venue: Venue) -> Sequence[Member]:
    """In the order that the venue chose. One statement."""
    return session.scalars(select(Member).where(Member.venue_id == venue.id).order_by(Member.position)).all()


def time_off_of(venue: Venue, window: tuple[datetime, datetime]) -> Sequence[TimeOff]:
    """What begins or ends in a window of instants, or lasts all through it. One statement."""
    return session.scalars(
        select(TimeOff)
        .join(Member, Member.id == TimeOff.member_id)
        .where(Member.venue_id == venue.id, TimeOff.during.op("&&")(Range(*window, bounds="[)")))
        .order_by(TimeOff.during)
    ).all()


def member_of(venue: Venue, slug: str) -> Member:
    """Raises NotFound: another venue's people do not exist here."""
    member = session.scalar(select(Member).where(Member.venue_id == venue.id, Member.slug == slug))
    if member is None:
        raise NotFound(f"Nobody of this name is on the team of {venue.name} any more. Choose somebody else.")
    return member
