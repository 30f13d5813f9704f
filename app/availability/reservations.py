"""Reservations of many resources at once, in one statement."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    Integer,
    Select,
    bindparam,
    cast,
    column,
    extract,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import Range as SqlRange
from sqlalchemy.types import NullType

from app.availability.engine.types import Range
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.core.db import session
from app.core.lazy import LazyMapping

# A reservation or an interval that begins a day outside the window can still reach into it.
REACH = timedelta(days=1, hours=12)

STAMPS = NullType()
"""An array of timestamps as the driver returns it: there may be thousands, so none is converted."""


Busy = Mapping[int, Mapping[int, Sequence[Range]]]
"""Reservations by resource id and lane; a missing key means none."""


def reservations_of_resources(
    resource_ids: Collection[int], window: Range, except_bookings: Collection[int], now: datetime
) -> Busy:
    """Load live reservations by resource and lane, unordered within a lane. Expired holds are excluded."""
    given = {"resources": sorted(resource_ids), "reach": _reach(window), "now": now, "items": list(except_bookings)}
    found = session.execute(_reservations(but_some=bool(except_bookings)), given)
    stamps: defaultdict[int, dict[int, Stamps]] = defaultdict(dict)
    for resource_id, lane, begins, ends in found:
        stamps[resource_id][lane] = begins, ends
    return _Reserved(stamps)


Stamps = tuple[Sequence[float], Sequence[float]]
"""The starts and the ends of reservations, in seconds since 1970 in UTC."""


class _Reserved(LazyMapping[int, Mapping[int, Sequence[Range]]]):
    """Reservations by resource id and lane, converted to datetimes on access. A list of venues loads thousands of
    reservations and looks at only a few."""

    def __init__(self, stamps: Mapping[int, Mapping[int, Stamps]]) -> None:
        self._stamps = stamps
        super().__init__(stamps)

    def make(self, key: int) -> Mapping[int, Sequence[Range]]:
        return {lane: list(zip(*map(_instants, stamps), strict=True)) for lane, stamps in self._stamps[key].items()}


def _instants(stamps: Sequence[float]) -> list[datetime]:
    return [datetime.fromtimestamp(at, UTC) for at in stamps]


@cache
def _reservations(*, but_some: bool) -> Select[int, int, Any, Any]:
    """Build the statement. Cached, because building it takes about as long as running it."""
    # Joined to a list instead of "= ANY": only then does the exclusion constraint's index serve both resource and
    # range.
    resources = cast(bindparam("resources", type_=ARRAY(Integer)), ARRAY(Integer))
    wanted = func.unnest(resources).table_valued(column("id", Integer)).render_derived("wanted")
    # Aggregated in the database, because that is faster than returning thousands of rows.
    query = (
        select(
            Reservation.resource_id,
            Reservation.lane,
            func.array_agg(_stamp(func.lower(Reservation.during)), type_=STAMPS),
            func.array_agg(_stamp(func.upper(Reservation.during)), type_=STAMPS),
        )
        .select_from(wanted)
        .join(Reservation, Reservation.resource_id == wanted.c.id)
        .where(Reservation.during.op("&&")(bindparam("reach", type_=Reservation.during.type)))
        .where(or_(Reservation.state == ReservationState.CONFIRMED, Reservation.expires_at > bindparam("now")))
        .group_by(Reservation.resource_id, Reservation.lane)
    )
    if not but_some:
        return query
    return query.where(
        or_(Reservation.booking_id.is_(None), Reservation.booking_id.not_in(bindparam("items", expanding=True)))
    )


def _stamp(instant: ColumnElement[Any]) -> ColumnElement[float]:
    """Return seconds since 1970 in UTC; a double is exact to the microsecond."""
    return cast(extract("epoch", instant), Double)


def _reach(window: Range) -> SqlRange[datetime]:
    return SqlRange(window[0] - REACH, window[1] + REACH, bounds="[)")
