"""Rooms and equipment that change while they are booked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.availability.actions import book
from app.availability.capacity import RoomTooSmall
from app.availability.models import Reservation
from app.availability.slots import hold_alongside
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.queries.bookings import booking_of_venue
from app.catalog.models import Service, ServiceFacility
from app.catalog.queries import services_of
from app.core.db import session
from app.core.errors import Conflict
from app.facilities.enums import FacilityKind
from app.facilities.models import Facility
from app.facility_changes.actions import (
    FacilityTerms,
    add_facility,
    edit_facility,
    move_booking,
    remove_facility,
    restore_facility,
)
from app.facility_changes.queries import other_places, places_of
from app.orders.actions.create import assign_members, claim
from app.venues.models import Venue
from tests.factories import add, make_booking, make_member, make_service, make_venue
from tests.support import NOW, statements, utc
from tests.venue_factories import make_facility

AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def venue() -> Venue:
    return make_venue()


@pytest.fixture
def massage(venue: Venue) -> Service:
    return make_service(venue, title="Massage", members=[make_member(venue) for _ in range(3)])


def booked(service: Service, at: datetime = AT, quantity: int = 1) -> Booking:
    booking = make_booking(service, at, quantity=quantity, state=BookingState.CONFIRMED)
    assign_members([booking], book(claims=[claim(booking)]))
    session.commit()
    return booking


def test_services_loaded_before_a_room_changes_read_it_again(venue: Venue, massage: Service) -> None:
    def rooms() -> list[str]:
        """Return the rooms by the service's own list, which stays loaded as long as somebody holds the service."""
        (service,) = services_of(venue)
        return [room.name for room in service.facilities]

    held = services_of(venue)
    assert (len(held), rooms()) == (1, [])
    room, _ = add_facility(venue=venue, terms=FacilityTerms(FacilityKind.ROOM, "Garden", service_ids=[massage.id]))
    assert rooms() == ["Garden"]
    remove_facility(venue=venue, key=room.key)
    assert rooms() == []
    restore_facility(venue=venue, key=room.key)
    assert rooms() == ["Garden"]


def where(booking: Booking) -> list[str]:
    return [facility.name for facility in places_of([booking]).get(booking.id, [])]


def loaded(booking: Booking) -> Booking:
    return booking_of_venue(session.get_one(Service, booking.service_id).venue_id, booking.public_id)


def room(name: str, services: Sequence[Service], **values: int) -> FacilityTerms:
    return FacilityTerms(FacilityKind.ROOM, name, service_ids=[service.id for service in services], **values)


def test_a_new_room_is_given_to_upcoming_bookings_in_order_of_time(venue: Venue, massage: Service) -> None:
    first, second, same_time = booked(massage), booked(massage, AT + HOUR), booked(massage)
    facility, without = add_facility(venue=venue, terms=room("Room 1", [massage]))
    assert (where(first), where(second)) == (["Room 1"], ["Room 1"])
    assert list(without) == [same_time], "named, so that the owner can decide"
    assert first.facilities == [facility.name]


def test_bookings_in_the_past_are_left_alone(venue: Venue, massage: Service) -> None:
    past = make_booking(massage, NOW - HOUR, state=BookingState.CONFIRMED)
    assert add_facility(venue=venue, terms=room("Room 1", [massage]))[1] == []
    assert where(past) == []


def test_bookings_of_a_removed_room_move_to_another(venue: Venue, massage: Service) -> None:
    one, two = (make_facility(venue, [massage], name=name) for name in ("Room 1", "Room 2"))
    booking = booked(massage)
    gone = next(each for each in (one, two) if each.name == booking.facilities[0])
    _, moved = remove_facility(venue=venue, key=gone.key)
    assert moved == 1
    assert where(booking) == booking.facilities == [next(each.name for each in (one, two) if each is not gone)]


def test_a_room_stays_if_a_booking_fits_nowhere_else(venue: Venue, massage: Service) -> None:
    facility = make_facility(venue, [massage])
    make_facility(venue, [massage], name="Room 2")
    bookings = [booked(massage), booked(massage)]
    with pytest.raises(Conflict, match="1 upcoming booking needs Room 1 and fits nowhere else"):
        remove_facility(venue=venue, key=facility.key)
    session.rollback()
    assert sorted(name for booking in bookings for name in where(booking)) == ["Room 1", "Room 2"]
    assert session.get_one(Facility, facility.id).removed_at is None


def test_the_last_room_of_a_service_can_go_when_nothing_is_booked_in_it(venue: Venue, massage: Service) -> None:
    facility = make_facility(venue, [massage])
    booking = booked(massage, AT)
    with pytest.raises(Conflict):
        remove_facility(venue=venue, key=facility.key)
    session.rollback()
    booking.state = BookingState.CANCELED
    session.execute(Reservation.__table__.delete())
    session.commit()
    assert remove_facility(venue=venue, key=facility.key)[1] == 0
    assert booked(massage).facilities == []


def test_a_room_that_a_guest_is_paying_for_cannot_be_removed(venue: Venue, massage: Service) -> None:
    facility = make_facility(venue, [massage])
    booking = booked(massage)
    for reservation in session.scalars(select(Reservation).where(Reservation.booking_id == booking.id)):
        reservation.state, reservation.expires_at = "held", NOW + HOUR
    booking.state = BookingState.HELD
    session.commit()
    with pytest.raises(Conflict, match="A guest is paying"):
        remove_facility(venue=venue, key=facility.key)
    session.rollback()


def test_a_removed_room_can_be_restored_with_its_services(venue: Venue, massage: Service) -> None:
    facility = make_facility(venue, [massage])
    remove_facility(venue=venue, key=facility.key)
    session.commit()
    restore_facility(venue=venue, key=facility.key)
    session.commit()
    assert booked(massage).facilities == ["Room 1"]


def test_two_rooms_cannot_have_the_same_name(venue: Venue, massage: Service) -> None:
    make_facility(venue, [massage])
    with pytest.raises(Conflict, match="You already have “room 1"):
        add_facility(venue=venue, terms=room("room 1", []))
    session.rollback()


def test_units_cannot_be_fewer_than_are_booked_at_once(venue: Venue, massage: Service) -> None:
    chairs = make_facility(venue, [massage], name="Chair", kind=FacilityKind.EQUIPMENT, units=2)
    booked(massage, quantity=2)
    terms = FacilityTerms(FacilityKind.EQUIPMENT, "Chair", units=1, service_ids=[massage.id])
    with pytest.raises(RoomTooSmall):
        edit_facility(venue=venue, key=chairs.key, terms=terms)
    session.rollback()


def test_a_service_that_no_longer_needs_a_room_keeps_it_for_its_bookings(venue: Venue, massage: Service) -> None:
    facility = make_facility(venue, [massage])
    booking = booked(massage)
    edit_facility(venue=venue, key=facility.key, terms=room("Room 1", []))
    session.commit()
    assert where(booking) == ["Room 1"]
    assert booked(massage, AT + HOUR).facilities == []


def test_an_owner_moves_a_booking_to_a_free_room(venue: Venue, massage: Service) -> None:
    make_facility(venue, [massage])
    spare = make_facility(venue, name="Garden room")
    booking = booked(massage)
    move_booking(booking_id=booking.id, venue=venue, key=spare.key, user_id=venue.owner_id)
    assert where(booking) == booking.facilities == ["Garden room"]
    reasons = session.scalars(select(BookingTransition.reason).where(BookingTransition.booking_id == booking.id))
    assert "Moved from Room 1 to Garden room" in list(reasons)


def test_a_booking_does_not_move_to_a_room_in_use_or_too_small(venue: Venue, massage: Service) -> None:
    one = make_facility(venue, [massage])
    pair = make_facility(venue, [massage], name="Couples room", guests=2)
    single, couple = booked(massage), booked(massage, AT + HOUR, quantity=2)
    other = booked(massage)
    assert (where(single), where(other)) == (["Room 1"], ["Couples room"])
    with pytest.raises(Conflict, match="Couples room is booked with"):
        move_booking(booking_id=single.id, venue=venue, key=pair.key, user_id=None)
    session.rollback()
    with pytest.raises(Conflict, match="Room 1 fits 1 guest, but this booking is for 2"):
        move_booking(booking_id=couple.id, venue=venue, key=one.key, user_id=None)
    session.rollback()
    assert where(single) == ["Room 1"]


def test_a_canceled_booking_gets_no_room(venue: Venue, massage: Service) -> None:
    room = make_facility(venue, name="Garden room")
    booking = booked(massage)
    booking.state = BookingState.CANCELED
    session.execute(Reservation.__table__.delete())
    session.commit()
    with pytest.raises(Conflict, match="over or canceled"):
        move_booking(booking_id=booking.id, venue=venue, key=room.key, user_id=None)
    session.rollback()
    assert where(booking) == []


def test_other_rooms_are_listed_with_when_they_are_available_again(venue: Venue) -> None:
    members = [make_member(venue) for _ in range(3)]
    massage = make_service(venue, title="Massage", members=members, buffer_after_minutes=15)
    own, second, third, pair = (
        make_facility(venue, [massage], name="Room 1"),
        make_facility(venue, name="Room 2"),
        make_facility(venue, name="Room 3"),
        make_facility(venue, name="Couples room", guests=2),
    )
    make_facility(venue, name="Chair", kind=FacilityKind.EQUIPMENT)
    booking = booked(massage, quantity=1)
    for place, at, state in ((second, AT - HOUR, "confirmed"), (third, AT + HOUR, "held"), (pair, AT - HOUR, "held")):
        expires = None if state == "confirmed" else NOW if place is pair else NOW + HOUR
        add(
            Reservation(
                resource_id=place.resource_id,
                during=Range(at, at + timedelta(minutes=75), bounds="[)"),
                kind="booking",
                state=state,
                expires_at=expires,
                booking_id=make_booking(massage, at).id,
            )
        )
    found = {place.facility.name: place for place in other_places(loaded(booking))}
    assert list(found) == ["Room 2", "Room 3", "Couples room"], f"of the same kind, without its own {own.name}"
    assert found["Room 2"].busy_until == AT + timedelta(minutes=15)
    assert found["Room 3"].busy_until == AT + timedelta(hours=2, minutes=15), "its own buffer needs the room, too"
    assert found["Couples room"].is_available, "the hold expired"


def test_other_rooms_must_fit_all_guests_and_take_one_statement(venue: Venue, massage: Service) -> None:
    make_facility(venue, [massage], name="Couples room", guests=2)
    make_facility(venue, name="Room 1")
    booking = loaded(booked(massage, quantity=2))
    with statements() as sent:
        (place,) = other_places(booking)
    assert (place.fits, place.is_available, place.busy_until) == (False, False, None)
    assert len(sent) == 1


def test_a_booking_without_a_place_can_get_one_of_the_kind_that_its_service_needs(
    venue: Venue, massage: Service
) -> None:
    booking = booked(massage)
    assert other_places(loaded(booking)) == []
    other = make_service(venue, title="Facial", members=[make_member(venue)])
    make_facility(venue, [other])
    assert other_places(loaded(booking)) == []
    session.add(ServiceFacility(service_id=massage.id, facility_id=session.scalars(select(Facility.id)).one()))
    session.commit()
    assert [place.facility.name for place in other_places(loaded(booking))] == ["Room 1"]


def test_moving_to_another_room_keeps_what_is_held_for_a_pending_reschedule(venue: Venue, massage: Service) -> None:
    own = make_facility(venue, [massage])
    spare = make_facility(venue, name="Garden room")
    booking = booked(massage)
    later = AT + 3 * HOUR, AT + 4 * HOUR
    room = [((own.resource_id, 1), later)]
    hold_alongside(room, 1, booking_id=booking.id, until=NOW + HOUR, locked={own.resource_id})
    move_booking(booking_id=booking.id, venue=venue, key=spare.key, user_id=venue.owner_id)
    held = select(Reservation).where(Reservation.state == "held")
    assert [(one.resource_id, one.begins) for one in session.scalars(held)] == [(own.resource_id, later[0])]
    assert where(booking) == booking.facilities == ["Garden room"]
