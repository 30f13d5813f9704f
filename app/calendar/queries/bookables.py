"""Who and what can be booked at a venue, and what it blocks of their time."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.availability.models import Block, Reservation
from app.bookings.models import Booking
from app.catalog.models import Service
from app.db import session
from app.errors import NotFound
from app.team.models import TeamMember
from app.venues.models import Resource, Venue

ROOM = "room:"


@dataclass(frozen=True, slots=True)
class Bookable:
    """A member of the team, or a room. `key` names it in addresses and forms."""

    key: str
    name: str
    resource_id: int
    lanes: int = 1
    member_id: int | None = None

    @property
    def first_name(self) -> str:
        """A room keeps its whole name."""
        return self.name.split(" ", 1)[0] if self.member_id else self.name


def bookables(venue: Venue) -> list[Bookable]:
    """The team in its order, then the rooms of what is sold. Two statements."""
    members = session.execute(
        select(TeamMember.slug, TeamMember.name, TeamMember.resource_id, TeamMember.id)
        .where(TeamMember.venue_id == venue.id, TeamMember.removed_at.is_(None))
        .order_by(TeamMember.position)
    )
    rooms = session.execute(
        select(Service.slug, Service.title, Resource.id, Resource.lanes)
        .join(Resource, Resource.id == Service.resource_id)
        .where(Service.venue_id == venue.id, Service.active)
        .order_by(Service.position)
    )
    people = [Bookable(row.slug, row.name, row.resource_id, member_id=row.id) for row in members]
    return [*people, *(Bookable(ROOM + row.slug, row.title, row.id, row.lanes) for row in rooms)]


def block_of(venue: Venue, public_id: str) -> Block:
    """Raises NotFound: another venue's blocks do not exist here, nor what stands for somebody's leaving."""
    block = session.scalar(
        select(Block).where(Block.venue_id == venue.id, Block.public_id == public_id, ~Block.leaving)
    )
    if block is None:
        raise NotFound(_("This blocked time was removed. Go back to your calendar to see what’s blocked now."))
    return block


def serving(booking: Booking, venue: Venue) -> list[Bookable]:
    """Whose time a visit takes; nobody's where it is of a room. Three statements."""
    ids = set(session.scalars(select(Reservation.resource_id).where(Reservation.booking_id == booking.id)))
    return [who for who in bookables(venue) if who.member_id is not None and who.resource_id in ids]


def taken_by(block: Block, among: Sequence[Bookable]) -> list[Bookable]:
    """Whose time it takes. One statement."""
    ids = set(session.scalars(select(Reservation.resource_id).where(Reservation.block_id == block.id)))
    return [who for who in among if who.resource_id in ids]
