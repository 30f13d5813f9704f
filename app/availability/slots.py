"""Places in the database: making others wait for them, and taking what is free."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, text

from app import clock
from app.availability.engine import Range
from app.availability.enums import ReservationState
from app.availability.schedules import Lane
from app.catalog.models import Service, ServiceTeamMember
from app.db import session
from app.team.models import TeamMember
from app.venues.models import Resource

# In the database, because it takes four steps there and one on the way: migration 0005 says why in this order.
RESERVE = text("""
    SELECT resource_id, lane FROM take_places(
        :locked, :now,
        :resources, CAST(:lanes AS smallint[]), CAST(:begins AS timestamptz[]), CAST(:ends AS timestamptz[]), :quantity,
        :booking_id, :state, :until
    )
""")

# Migration 0034: of each place only what the item does not have already.
HOLD_ALONGSIDE = text("""
    SELECT resource_id, lane FROM hold_beside(
        :locked, :now,
        :resources, CAST(:lanes AS smallint[]), CAST(:begins AS timestamptz[]), CAST(:ends AS timestamptz[]), :quantity,
        :booking_id, :until
    )
""")

Offered = tuple[Lane, Range]  # a place, and what a booking would take of it, buffers included


def reserve(
    offered: Sequence[Offered],
    quantity: int,
    *,
    booking_id: int,
    state: ReservationState,
    until: datetime | None,
    locked: Collection[int],
) -> tuple[Lane, ...]:
    """Reserve the first of these places that are free all the time: `quantity` of them, or fewer where fewer are.

    Makes others who want any of the resources `locked` wait first: all of an order together, never one after the other,
    or two orders could wait for each other. Their ended holds are deleted.
    """
    asked = _asked(offered, quantity, booking_id=booking_id, until=until, locked=locked)
    taken = session.execute(RESERVE, {**asked, "state": state})
    return tuple((resource, lane) for resource, lane in taken)


def hold_alongside(
    offered: Sequence[Offered], quantity: int, *, booking_id: int, until: datetime, locked: Collection[int]
) -> tuple[Lane, ...]:
    """Hold the first of these places that are free but for the item itself, beside those that it has, as `take` does:
    `quantity` of them, or fewer where fewer are. An earlier hold of the same item on them is given up."""
    asked = _asked(offered, quantity, booking_id=booking_id, until=until, locked=locked)
    return tuple((resource, lane) for resource, lane in session.execute(HOLD_ALONGSIDE, asked))


def _asked(
    offered: Sequence[Offered], quantity: int, *, booking_id: int, until: datetime | None, locked: Collection[int]
) -> dict[str, object]:
    """As both statements name it."""
    return {
        "locked": sorted(locked),
        "now": clock.now(),
        "resources": [resource for (resource, _), _ in offered],
        "lanes": [lane for (_, lane), _ in offered],
        "begins": [begins for _, (begins, _) in offered],
        "ends": [ends for _, (_, ends) in offered],
        "quantity": quantity,
        "booking_id": booking_id,
        "until": until,
    }


def lock_resources_of(service_ids: Collection[int]) -> None:
    """Make others who want the people and rooms of these services wait, in the order that `take` has too."""
    performing = (
        select(TeamMember.resource_id)
        .join(ServiceTeamMember, ServiceTeamMember.member_id == TeamMember.id)
        .where(ServiceTeamMember.service_id.in_(service_ids))
    )
    rooms = select(Service.resource_id).where(Service.id.in_(service_ids), Service.resource_id.is_not(None))
    lock_resources(session.scalars(performing.union(rooms)).all())


def lock_resources(resource_ids: Collection[int]) -> None:
    """Make others who want any of these people and rooms wait, in the order that `take` has too."""
    session.execute(
        select(Resource.id).where(Resource.id.in_(resource_ids)).order_by(Resource.id).with_for_update(key_share=True)
    )
