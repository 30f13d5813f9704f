"""Team members and rooms that can be booked at a venue, and the time that bookings and blocks occupy."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.availability.models import Block, Reservation
from app.bookings.models.bookings import Booking
from app.catalog.models import Service
from app.core.db import session
from app.core.errors import NotFound
from app.facilities.queries import facilities_of
from app.front_desk.errors import FrontDeskErrorCode
from app.team.models import TeamMember
from app.venues.models import Resource, Venue

ROOM = "room:"
FACILITY = "facility:"


@dataclass(frozen=True, slots=True)
class Bookable:
    """A team member or a room. `key` identifies it in URLs and forms."""

    key: str
    name: str
    resource_id: int
    capacity: int = 1
    member_id: int | None = None
    is_facility: bool = False

    @property
    def first_name(self) -> str:
        """Return a team member's first name, or a room's full name."""
        return self.name.split(" ", 1)[0] if self.member_id else self.name


def bookables(venue: Venue) -> list[Bookable]:
    """List the team in its own order, then the rooms of active services, then rooms and equipment that services need
    besides. Three statements."""
    members = session.execute(
        select(TeamMember.slug, TeamMember.name, TeamMember.resource_id, TeamMember.id)
        .where(TeamMember.venue_id == venue.id, TeamMember.removed_at.is_(None))
        .order_by(TeamMember.position)
    )
    rooms = session.execute(
        select(Service.slug, Service.title, Resource.id, Resource.capacity)
        .join(Resource, Resource.id == Service.resource_id)
        .where(Service.venue_id == venue.id, Service.active)
        .order_by(Service.position)
    )
    people = [Bookable(row.slug, row.name, row.resource_id, member_id=row.id) for row in members]
    besides = [
        Bookable(FACILITY + one.key, one.name, one.resource_id, one.resource.capacity, is_facility=True)
        for one in facilities_of(venue)
    ]
    return [*people, *(Bookable(ROOM + row.slug, row.title, row.id, row.capacity) for row in rooms), *besides]


def block_of(venue: Venue, public_id: str) -> Block:
    """Return a block of this venue. Raises NotFound for other venues' blocks and for those that mark a team member's
    leaving."""
    block = session.scalar(
        select(Block).where(Block.venue_id == venue.id, Block.public_id == public_id, ~Block.offboarding)
    )
    if block is None:
        raise NotFound(FrontDeskErrorCode.BLOCK_REMOVED)
    return block


def serving(booking: Booking, venue: Venue) -> list[Bookable]:
    """List the team members whose time a booking occupies; empty if it only occupies a room. Three statements."""
    ids = set(session.scalars(select(Reservation.resource_id).where(Reservation.booking_id == booking.id)))
    return [who for who in bookables(venue) if who.member_id is not None and who.resource_id in ids]


def taken_by(block: Block, among: Sequence[Bookable]) -> list[Bookable]:
    """List the bookables whose time a block occupies. One statement."""
    ids = set(session.scalars(select(Reservation.resource_id).where(Reservation.block_id == block.id)))
    return [who for who in among if who.resource_id in ids]
