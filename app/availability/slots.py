"""Locking resources and reserving free lanes in the database."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, text

from app.availability.engine.types import Range
from app.availability.enums import ReservationState
from app.availability.schedules import Lane
from app.catalog.models import Service, ServiceFacility, ServiceTeamMember
from app.core import clock
from app.core.db import session
from app.facilities.models import Facility
from app.team.models import TeamMember
from app.venues.models import Resource

# A database function, because four steps take one round trip there. 0001_initial.sql explains their order.
RESERVE = text("""
    SELECT resource_id, lane FROM reserve_lanes(
        :locked, :now,
        :resources, CAST(:lanes AS smallint[]), CAST(:begins AS timestamptz[]), CAST(:ends AS timestamptz[]),
        CAST(:guests AS smallint[]), :quantity, :booking_id, :state, :until
    )
""")

# Adds only the time on each lane that the booking does not have already.
HOLD_ALONGSIDE = text("""
    SELECT resource_id, lane FROM hold_lanes_alongside(
        :locked, :now,
        :resources, CAST(:lanes AS smallint[]), CAST(:begins AS timestamptz[]), CAST(:ends AS timestamptz[]),
        CAST(:guests AS smallint[]), :quantity, :booking_id, :until
    )
""")

Offered = tuple[Lane, Range]  # a lane, and the time that a booking would occupy on it, buffers included


def reserve(
    offered: Sequence[Offered],
    quantity: int,
    *,
    booking_id: int,
    state: ReservationState,
    until: datetime | None,
    locked: Collection[int],
    guests: Sequence[int] | None = None,
) -> tuple[Lane, ...]:
    """Reserve the first of these lanes that are free for the whole time: `quantity` of them, or fewer if not enough
    are. `guests` says how many guests each lane serves, if not one; then enough lanes for `quantity` guests.

    Locks the resources in `locked` first: all resources of an order at once, never one after the other, or two orders
    could deadlock. Deletes their expired holds.
    """
    parameters = _parameters(offered, quantity, booking_id=booking_id, until=until, locked=locked, guests=guests)
    taken = session.execute(RESERVE, {**parameters, "state": state})
    return tuple((resource, lane) for resource, lane in taken)


def hold_alongside(
    offered: Sequence[Offered],
    quantity: int,
    *,
    booking_id: int,
    until: datetime,
    locked: Collection[int],
    guests: Sequence[int] | None = None,
) -> tuple[Lane, ...]:
    """Hold the first of these lanes that are free apart from the booking itself, in addition to the lanes that it has.

    Works like `reserve`: `quantity` lanes, or fewer if not enough are free. Replaces an earlier hold of the same
    booking on them.
    """
    parameters = _parameters(offered, quantity, booking_id=booking_id, until=until, locked=locked, guests=guests)
    return tuple((resource, lane) for resource, lane in session.execute(HOLD_ALONGSIDE, parameters))


def _parameters(
    offered: Sequence[Offered],
    quantity: int,
    *,
    booking_id: int,
    until: datetime | None,
    locked: Collection[int],
    guests: Sequence[int] | None,
) -> dict[str, object]:
    """Return the parameters that both statements share."""
    return {
        "locked": sorted(locked),
        "now": clock.now(),
        "resources": [resource for (resource, _), _ in offered],
        "lanes": [lane for (_, lane), _ in offered],
        "begins": [begins for _, (begins, _) in offered],
        "ends": [ends for _, (_, ends) in offered],
        "guests": [1] * len(offered) if guests is None else list(guests),
        "quantity": quantity,
        "booking_id": booking_id,
        "until": until,
    }


def lock_resources_of(service_ids: Collection[int]) -> None:
    """Lock the resources of these services' team members, rooms and equipment, in the same order as `reserve`."""
    performing = (
        select(TeamMember.resource_id)
        .join(ServiceTeamMember, ServiceTeamMember.member_id == TeamMember.id)
        .where(ServiceTeamMember.service_id.in_(service_ids))
    )
    rooms = select(Service.resource_id).where(Service.id.in_(service_ids), Service.resource_id.is_not(None))
    facilities = (
        select(Facility.resource_id)
        .join(ServiceFacility, ServiceFacility.facility_id == Facility.id)
        .where(ServiceFacility.service_id.in_(service_ids))
    )
    lock_resources(session.scalars(performing.union(rooms, facilities)).all())


def lock_resources(resource_ids: Collection[int]) -> None:
    """Lock these resources, in the same order as `reserve`."""
    session.execute(
        select(Resource.id).where(Resource.id.in_(resource_ids)).order_by(Resource.id).with_for_update(key_share=True)
    )
