"""A room that becomes smaller: whether all who have booked still fit, and who moves to which place."""

from collections.abc import Sequence
from datetime import datetime
from heapq import heappop, heappush

from flask_babel import ngettext
from sqlalchemy import case, select, text, update
from sqlalchemy.dialects.postgresql import Range

from app import clock
from app.availability.models import Reservation
from app.db import session
from app.errors import DomainError
from app.filters import moment
from app.venues.models import Resource, Venue

ASIDE = 1000
"""Offset beyond the lanes of any room, for reservations while they change lanes."""

# Time that the venue keeps for itself takes every place of a room, as many as there are.
BLOCKS_FIT = text("""
    WITH gone AS (DELETE FROM reservation WHERE resource_id = :room AND kind = 'block' AND lane > :lanes)
    INSERT INTO reservation (resource_id, lane, during, kind, state, block_id, note)
    SELECT resource_id, place, during, kind, state, block_id, ''
    FROM (SELECT DISTINCT ON (block_id) * FROM reservation
          WHERE resource_id = :room AND kind = 'block' AND upper(during) > :now
          ORDER BY block_id) AS kept, generate_series(1, :lanes) AS place
    WHERE NOT EXISTS (
        SELECT FROM reservation AS there
        WHERE there.resource_id = :room AND there.block_id = kept.block_id AND there.lane = place
    )
""")


class RoomTooSmall(DomainError):
    """More guests have booked some time than would fit."""


def shrink_capacity(*, venue: Venue, resource_id: int, lanes: int) -> None:
    """Have all reservations of a room that are not over lie in its first `lanes` places. Raises RoomTooSmall.

    Which place of a room a guest has means nothing to her, so those beyond move to places that are free.
    """
    session.execute(select(Resource.id).where(Resource.id == resource_id).with_for_update(key_share=True))
    session.execute(BLOCKS_FIT, {"room": resource_id, "lanes": lanes, "now": clock.now()})
    live = session.scalars(
        select(Reservation)
        .where(Reservation.resource_id == resource_id, Reservation.during.op("&&")(Range(clock.now(), None)))
        .order_by(Reservation.during, Reservation.id)
    ).all()
    if all(reservation.lane <= lanes for reservation in live):
        return
    places = placed(live)
    needed = max(places.values())
    if needed > lanes:
        fullest = next(one for one in live if places[one.id] == needed)
        raise RoomTooSmall(
            ngettext(
                "%(num)d spot is booked on %(time)s. Keep at least %(num)d spot until that booking is over.",
                "%(num)d spots are booked on %(time)s. Keep at least %(num)d spots until those bookings are over.",
                needed,
                time=moment(fullest.begins, venue.zone),
            )
        )
    # Two steps, because a place is free only once whoever had it has left.
    for aside in (ASIDE, 0):
        session.execute(
            update(Reservation)
            .where(Reservation.id.in_(places))
            .values(lane=case({id: place + aside for id, place in places.items()}, value=Reservation.id))
        )
    session.flush()
    session.expire_all()


def placed(reservations: Sequence[Reservation]) -> dict[int, int]:
    """The lowest free place for each, by its id, in order of time: as few places as there are guests at once."""
    free: list[int] = []
    leaving: list[tuple[datetime, int]] = []
    places: dict[int, int] = {}
    for one in sorted(reservations, key=lambda one: (one.begins, one.id)):
        while leaving and leaving[0][0] <= one.begins:
            heappush(free, heappop(leaving)[1])
        places[one.id] = heappop(free) if free else len(leaving) + 1
        heappush(leaving, (one.ends, places[one.id]))
    return places
