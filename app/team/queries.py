from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.team.errors import TeamErrorCode
from app.team.models import TeamMember, TimeOff
from app.venues.models import Venue


def members_of(venue: Venue) -> Sequence[TeamMember]:
    """List the team in the venue's order, with photos. One statement."""
    return session.scalars(
        select(TeamMember)
        .where(TeamMember.venue_id == venue.id, TeamMember.removed_at.is_(None))
        .order_by(TeamMember.position)
        .options(joinedload(TeamMember.photo))
    ).all()


def teams_of(venue_ids: Collection[int]) -> defaultdict[int, list[TeamMember]]:
    """List the teams of several venues, each in its own order, with photos; by venue id. One statement."""
    found: defaultdict[int, list[TeamMember]] = defaultdict(list)
    for member in session.scalars(
        select(TeamMember)
        .where(TeamMember.venue_id.in_(venue_ids), TeamMember.removed_at.is_(None))
        .order_by(TeamMember.position)
        .options(joinedload(TeamMember.photo))
    ):
        found[member.venue_id].append(member)
    return found


def members_since(venue: Venue, at: datetime) -> Sequence[TeamMember]:
    """List the team, followed by members who left at or after an instant. One statement."""
    return session.scalars(
        select(TeamMember)
        .where(TeamMember.venue_id == venue.id, or_(TeamMember.removed_at.is_(None), TeamMember.removed_at >= at))
        .order_by(TeamMember.position, TeamMember.id)
    ).all()


def time_off_of(venue: Venue, window: tuple[datetime, datetime]) -> Sequence[TimeOff]:
    """List the team's time off in a window of instants, including weekly time off that applies then. One statement."""
    return session.scalars(_time_off_of(), {"venue_id": venue.id, **off_in(window)}).all()


@cache
def _time_off_of() -> Select[TimeOff]:
    """Return the query, built once because every calendar sends it."""
    return (
        select(TimeOff)
        .join(TeamMember, TeamMember.id == TimeOff.member_id)
        .where(TeamMember.venue_id == bindparam("venue_id"), TeamMember.removed_at.is_(None), is_off())
        .order_by(TimeOff.during, TimeOff.weekday, TimeOff.begins)
    )


def is_off() -> ColumnElement[bool]:
    """Match time off in the window of instants that `off_in` gives a statement.

    Weekly time off is matched only by its first and last date.
    """
    weekly = and_(
        TimeOff.first_on <= bindparam("last_day"),
        or_(TimeOff.last_on.is_(None), TimeOff.last_on >= bindparam("first_day")),
    )
    return or_(TimeOff.during.op("&&")(bindparam("window", type_=TimeOff.during.type)), weekly)


def off_in(window: tuple[datetime, datetime]) -> dict[str, Range[datetime] | date]:
    """Return the parameters of `is_off`, with a day's margin on either side because dates are local."""
    day = timedelta(days=1)
    return {
        "window": Range(*window, bounds="[)"),
        "first_day": (window[0] - day).date(),
        "last_day": (window[1] + day).date(),
    }


def member_of(venue: Venue, slug: str) -> TeamMember:
    """Return a current team member. Raises NotFound, also for another venue's members and for those who have left."""
    member = session.scalar(
        select(TeamMember)
        .where(TeamMember.venue_id == venue.id, TeamMember.slug == slug, TeamMember.removed_at.is_(None))
        .options(joinedload(TeamMember.photo))
    )
    if member is None:
        raise NotFound(TeamErrorCode.NOT_AT_VENUE, venue=venue.name)
    return member


def former_member_of(venue: Venue, slug: str) -> TeamMember:
    """Return a current or former team member. Raises NotFound."""
    member = session.scalar(select(TeamMember).where(TeamMember.venue_id == venue.id, TeamMember.slug == slug))
    if member is None:
        raise NotFound(TeamErrorCode.NO_SUCH_MEMBER)
    return member


def time_off_of_member(member: TeamMember, at: datetime, today: date) -> Sequence[TimeOff]:
    """List a member's time off that is not over at an instant (weekly: on a local date), one-time entries first.

    One statement.
    """
    return session.scalars(
        select(TimeOff)
        .where(
            TimeOff.member_id == member.id,
            or_(
                func.upper(TimeOff.during) > at,
                and_(TimeOff.weekday.is_not(None), or_(TimeOff.last_on.is_(None), TimeOff.last_on >= today)),
            ),
        )
        .order_by(TimeOff.during, TimeOff.weekday, TimeOff.begins)
    ).all()


def slugs_of(venue: Venue) -> set[str]:
    """Return the slugs of all current and former members. One statement."""
    return set(session.scalars(select(TeamMember.slug).where(TeamMember.venue_id == venue.id)))
