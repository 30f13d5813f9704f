"""Reducing a room's capacity: whether all existing reservations still fit, and which lane each one moves to."""

from collections.abc import Sequence
from datetime import datetime
from heapq import heappop, heappush

from sqlalchemy import case, select, text, update
from sqlalchemy.dialects.postgresql import Range

from app.availability.errors import AvailabilityErrorCode
from app.availability.models import Reservation
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.venues.models import Resource, Venue

ASIDE = 1000
"""Offset beyond the lanes of any room, for reservations while they change lanes."""

# A block covers every lane of a room, so it must be adjusted to the new number of lanes.
BLOCKS_FIT = text("""
    WITH gone AS (DELETE FROM reservation WHERE resource_id = :room AND kind = 'block' AND lane > :capacity)
    INSERT INTO reservation (resource_id, lane, during, kind, state, block_id, note)
    SELECT resource_id, place, during, kind, state, block_id, ''
    FROM (SELECT DISTINCT ON (block_id) * FROM reservation
          WHERE resource_id = :room AND kind = 'block' AND upper(during) > :now
          ORDER BY block_id) AS kept, generate_series(1, :capacity) AS place
    WHERE NOT EXISTS (
        SELECT FROM reservation AS there
        WHERE there.resource_id = :room AND there.block_id = kept.block_id AND there.lane = place
    )
""")


class RoomTooSmall(DomainError):
    """More spots are booked at some time than the new capacity allows."""


def shrink_capacity(*, venue: Venue, resource_id: int, capacity: int) -> None:
    """Fit all current and future reservations of a room into its first `capacity` lanes. Raises RoomTooSmall.

    Lanes of a room are interchangeable to guests, so reservations beyond the limit move to lanes that are free.
    """
    session.execute(select(Resource.id).where(Resource.id == resource_id).with_for_update(key_share=True))
    session.execute(BLOCKS_FIT, {"room": resource_id, "capacity": capacity, "now": clock.now()})
    live = session.scalars(
        select(Reservation)
        .where(Reservation.resource_id == resource_id, Reservation.during.op("&&")(Range(clock.now(), None)))
        .order_by(Reservation.during, Reservation.id)
    ).all()
    if all(reservation.lane <= capacity for reservation in live):
        return
    places = placed(live)
    needed = max(places.values())
    if needed > capacity:
        fullest = next(one for one in live if places[one.id] == needed)
        raise RoomTooSmall(AvailabilityErrorCode.ROOM_TOO_SMALL, needed=needed, begins=fullest.begins, zone=venue.zone)
    # Two steps, because a lane is free only after its previous reservation has moved.
    for aside in (ASIDE, 0):
        session.execute(
            update(Reservation)
            .where(Reservation.id.in_(places))
            .values(lane=case({id: place + aside for id, place in places.items()}, value=Reservation.id))
        )
    session.flush()
    session.expire_all()


def placed(reservations: Sequence[Reservation]) -> dict[int, int]:
    """Assign each reservation, by id, to the lowest free lane in order of time. Uses only as many lanes as the peak
    number of simultaneous reservations."""
    free: list[int] = []
    leaving: list[tuple[datetime, int]] = []
    places: dict[int, int] = {}
    for one in sorted(reservations, key=lambda one: (one.begins, one.id)):
        while leaving and leaving[0][0] <= one.begins:
            heappush(free, heappop(leaving)[1])
        places[one.id] = heappop(free) if free else len(leaving) + 1
        heappush(leaving, (one.ends, places[one.id]))
    return places
