"""Reducing a room's capacity never drops an existing booking."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.availability.actions import Claim, book, release
from app.availability.capacity import RoomTooSmall, placed, shrink_capacity
from app.availability.models import Reservation
from app.catalog.models import Service
from app.core.db import session
from app.venues.models import Venue
from tests.factories import make_booking, make_service, make_venue
from tests.support import NOW, utc

AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland


@pytest.fixture
def venue(db: None, now: None) -> Venue:
    return make_venue()


@pytest.fixture
def sauna(venue: Venue) -> Service:
    return make_service(venue, capacity=6)


def booked(sauna: Service, hours: int = 0, *, quantity: int = 1) -> int:
    booking = make_booking(sauna, AT + timedelta(hours=hours), quantity=quantity)
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at, quantity)])
    return booking.id


def lanes() -> list[int]:
    return sorted(session.scalars(select(Reservation.lane)))


def test_capacity_below_the_booked_spots_is_refused_with_the_time(venue: Venue, sauna: Service) -> None:
    booked(sauna, quantity=4)
    booked(sauna, 2, quantity=1)
    with pytest.raises(RoomTooSmall, match=r"4 spots are booked on Tue, May 19, 1:00 PM\. Keep at least 4 spots"):
        shrink_capacity(venue=venue, resource_id=sauna.resource_id or 0, capacity=3)
    shrink_capacity(venue=venue, resource_id=sauna.resource_id or 0, capacity=4)


def test_reservations_beyond_the_capacity_move_to_free_lanes(venue: Venue, sauna: Service) -> None:
    left = [booked(sauna) for _ in range(5)]
    release(booking_ids=left[:4])
    booked(sauna, 1)
    assert 5 in lanes()
    shrink_capacity(venue=venue, resource_id=sauna.resource_id or 0, capacity=1)
    assert lanes() == [1, 1]


def test_past_reservations_do_not_prevent_a_smaller_capacity(venue: Venue, sauna: Service) -> None:
    booking = make_booking(sauna, NOW - timedelta(days=3), quantity=4)
    for lane in range(1, 5):
        session.add(
            Reservation(
                resource_id=sauna.resource_id,
                lane=lane,
                during=Range(booking.starts_at, booking.ends_at, bounds="[)"),
                kind="booking",
                state="confirmed",
                booking_id=booking.id,
            )
        )
    session.flush()
    shrink_capacity(venue=venue, resource_id=sauna.resource_id or 0, capacity=1)


moments = st.integers(0, 40)


@settings(deadline=None)
@given(st.lists(st.tuples(moments, st.integers(1, 10)), max_size=12))
def test_placement_uses_only_as_many_lanes_as_simultaneous_reservations(visits: list[tuple[int, int]]) -> None:
    reservations = [
        Reservation(id=n, during=Range(AT + timedelta(minutes=at), AT + timedelta(minutes=at + lasts), bounds="[)"))
        for n, (at, lasts) in enumerate(visits)
    ]
    places = placed(reservations)
    at_once = [[n for n, (at, lasts) in enumerate(visits) if at <= minute < at + lasts] for minute in range(50)]
    for together in at_once:
        assert len({places[n] for n in together}) == len(together), "nobody shares a place"
    assert max(places.values(), default=0) == max(map(len, at_once))
