from datetime import datetime

from sqlalchemy.dialects.postgresql import Range

from app.db import session
from app.errors import Conflict, DomainError
from app.slugs import first_free, slugify
from app.team.models import MAX_MEMBERS, Member, TimeOff
from app.team.queries import members_of, slugs_of
from app.venues.actions import touched
from app.venues.models import Resource, Venue
from app.venues.queries import lock_venue


def add_member(*, venue: Venue, name: str, title: str = "") -> Member:
    """Put a person at the end of the team; she can be booked once she performs a service.

    Raises Conflict when the team is full.
    """
    lock_venue(venue)
    team = members_of(venue)
    if len(team) >= MAX_MEMBERS:
        raise Conflict(f"A venue has {MAX_MEMBERS} team members at most. Remove one to add another.")
    resource = Resource(venue_id=venue.id, lanes=1)
    session.add(resource)
    session.flush()
    wish = slugify(name.split(" ", 1)[0], fallback="member", longest=30)
    member = Member(
        venue_id=venue.id,
        resource_id=resource.id,
        position=len(team) + 1,
        slug=first_free(wish, taken=slugs_of(venue)),
        name=name,
        title=title,
    )
    session.add(member)
    touched(venue.id)
    session.flush()
    return member


def add_time_off(*, member: Member, begins: datetime, ends: datetime, note: str = "") -> TimeOff:
    """Take a member off between two aware instants, half-open. Raises DomainError when it ends before it begins."""
    if ends <= begins:
        raise DomainError("Time off ends after it begins. Check the two times.")
    off = TimeOff(member_id=member.id, during=Range(begins, ends, bounds="[)"), note=note)
    session.add(off)
    touched(member.venue_id)
    session.flush()
    return off
