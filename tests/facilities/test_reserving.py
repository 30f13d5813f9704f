"""Rooms and equipment that bookings reserve besides team members, by every route to a booking."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.availability.actions import Claim, SlotUnavailable, book, hold
from app.availability.engine.types import Start
from app.availability.enums import UnavailableReason
from app.availability.models import Reservation
from app.availability.queries import load_schedules
from app.bookings.conflicts import SlotTaken
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.catalog.models import Service
from app.catalog.queries import active_services, services_by_id
from app.core.db import session
from app.facilities.enums import FacilityKind
from app.facilities.queries import facility_names
from app.front_desk.actions.new_booking import book_at_front_desk
from app.front_desk.availability import FrontDeskRequest, plan_for, why_not
from app.guests.actions import GuestContact, know_at_desk
from app.orders.actions.create import assign_members, claim
from app.rescheduling.actions.by_venue import reschedule_by_venue, undo_reschedule
from app.rescheduling.actions.slot_choice import Destination
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_service, make_venue
from tests.support import NOW, utc
from tests.venue_factories import make_facility

AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def venue() -> Venue:
    return make_venue()


def staffed(venue: Venue, members: int = 2, **values: object) -> Service:
    people = [make_member(venue) for _ in range(members)]
    return make_service(venue, members=people, **values)  # type: ignore[arg-type]


def booked(service: Service, at: object = AT, quantity: int = 1) -> Booking:
    booking = make_booking(service, at, quantity=quantity, state=BookingState.CONFIRMED)  # type: ignore[arg-type]
    assign_members([booking], book(claims=[claim(booking)]))
    session.commit()
    return booking


def where(booking: Booking) -> list[str]:
    """Return the names of the rooms and equipment that a booking has reserved."""
    rows = session.scalars(
        select(Reservation.resource_id).where(Reservation.booking_id == booking.id).order_by(Reservation.id)
    ).all()
    names = facility_names(rows)
    return [names[row] for row in rows if row in names]


def reason_at(service: Service, at: object = AT, quantity: int = 1) -> object:
    (option,) = active_services([service.id])[0].options
    plan = load_schedules([option], (AT, AT + timedelta(days=1)))[option.id]
    found = plan.check(at, quantity=quantity)  # type: ignore[arg-type]
    return found if isinstance(found, Start) else found.reason


def test_an_order_leaves_the_only_couples_room_that_suits_a_booking_of_two(venue: Venue) -> None:
    esthetician = make_member(venue)
    massage = staffed(venue, 2, max_quantity=2)
    facial = make_service(venue, members=[esthetician], title="Facial")
    make_facility(venue, [massage, facial], name="Cedar", guests=2)
    make_facility(venue, [facial], name="Oak", guests=2)
    alone, pair = make_booking(facial, AT), make_booking(massage, AT, quantity=2)
    book(
        claims=[
            Claim(alone.id, alone.option_id, AT, member_id=esthetician.id),
            Claim(pair.id, pair.option_id, AT, quantity=2),
        ]
    )
    assert (where(alone), where(pair)) == (["Oak"], ["Cedar"])


def test_bookings_of_different_members_share_one_room_only_one_after_the_other(venue: Venue) -> None:
    service = staffed(venue)
    make_facility(venue, [service])
    assert where(booked(service)) == ["Room 1"]
    assert reason_at(service) is UnavailableReason.NO_ROOM
    assert isinstance(reason_at(service, AT + HOUR), Start)


def test_rooms_are_shared_by_services_and_either_room_will_do(venue: Venue) -> None:
    massage, facial = staffed(venue), staffed(venue, members=1)
    make_facility(venue, [massage, facial], name="Room 1")
    make_facility(venue, [massage], name="Room 2")
    assert where(booked(facial)) == ["Room 1"]
    assert where(booked(massage)) == ["Room 2"]
    assert reason_at(massage) is UnavailableReason.NO_ROOM


def test_a_couple_gets_the_room_for_two_and_single_guests_the_smallest(venue: Venue) -> None:
    service = staffed(venue, members=4)
    make_facility(venue, [service], name="Couples room", guests=2)
    make_facility(venue, [service], name="Room 1")
    assert where(booked(service)) == ["Room 1"]
    assert where(booked(service, quantity=2)) == ["Couples room"]


def test_each_guest_needs_a_device_but_one_room_serves_them_all(venue: Venue) -> None:
    service = staffed(venue, members=3)
    make_facility(venue, [service], name="Studio", guests=3)
    make_facility(venue, [service], name="Pedicure chair", kind=FacilityKind.EQUIPMENT, units=2)
    assert reason_at(service, quantity=3) is UnavailableReason.NO_EQUIPMENT
    booking = booked(service, quantity=2)
    assert where(booking) == booking.facilities == ["Studio", "Pedicure chair", "Pedicure chair"]


def test_a_room_is_occupied_for_the_services_buffers_and_its_slowest_member(venue: Venue) -> None:
    fast, slow = make_member(venue), make_member(venue)
    own = {slow.slug: {"duration_minutes": 75}}
    service = make_service(venue, members=[fast, slow], own=own, buffer_before_minutes=5, buffer_after_minutes=15)
    room = make_facility(venue, [service], guests=2)
    booked(service, quantity=2)
    reserved = session.scalars(select(Reservation).where(Reservation.resource_id == room.resource_id)).one()
    assert (reserved.begins, reserved.ends) == (AT - timedelta(minutes=5), AT + timedelta(minutes=90))


def test_two_lines_of_one_order_get_the_only_rooms_that_suit_both(venue: Venue) -> None:
    massage, facial = staffed(venue, members=1), staffed(venue, members=1)
    make_facility(venue, [massage, facial], name="Room 1")
    make_facility(venue, [massage], name="Room 2")
    bookings = [make_booking(massage, AT), make_booking(facial, AT)]
    held = hold(claims=[claim(booking) for booking in bookings], until=NOW + HOUR)
    assert len({lanes for booking in bookings for lanes in held[booking.id].pool_lanes}) == 2


def test_lines_of_one_order_leave_each_other_the_rooms_that_suit(venue: Venue) -> None:
    people = [make_member(venue) for _ in range(3)]
    massage, facial, scrub = services = [make_service(venue, members=[member]) for member in people]
    make_facility(venue, [massage, scrub], name="Room 1")
    make_facility(venue, [massage, facial, scrub], name="Room 2")
    make_facility(venue, [facial], name="Room 3")
    bookings = [
        make_booking(service, AT, member_id=member.id) for service, member in zip(services, people, strict=True)
    ]
    # By themselves: Room 1 for the massage, Room 2 for the facial, and none is left for the scrub.
    held = hold(claims=[claim(booking) for booking in bookings], until=NOW + HOUR)
    assert len({lanes for booking in bookings for lanes in held[booking.id].pool_lanes}) == 3


def test_a_line_without_a_room_refuses_the_whole_order(venue: Venue) -> None:
    massage, facial = staffed(venue, members=1), staffed(venue, members=1)
    make_facility(venue, [massage, facial])
    mine, other = make_booking(massage, AT), make_booking(facial, AT)
    session.commit()
    with pytest.raises(SlotUnavailable) as refused:
        hold(claims=[claim(mine), claim(other)], until=NOW + HOUR)
    session.rollback()
    assert [one.reason for one in refused.value.unavailable.values()] == [UnavailableReason.NO_ROOM]
    assert session.scalars(select(Reservation)).all() == []


def at_the_desk(venue: Venue, service: Service, at: object = AT) -> Booking:
    (loaded,) = services_by_id([service.id])
    guest = know_at_desk(venue=venue, contact=GuestContact("Mr. Hale", phone="(503) 555-0100"))
    requested = FrontDeskRequest(loaded.first_option, at)  # type: ignore[arg-type]
    return book_at_front_desk(venue=venue, guest=guest, requested=requested, user_id=venue.owner_id)


def test_front_desk_names_the_booking_that_occupies_the_room(venue: Venue) -> None:
    service = staffed(venue)
    make_facility(venue, [service])
    first = at_the_desk(venue, service)
    assert first.facilities == ["Room 1"]
    with pytest.raises(SlotTaken, match=r"No room .* is available then\. Room 1 is booked with Mr\. Hale on"):
        at_the_desk(venue, service)
    session.rollback()


def test_front_desk_says_before_booking_that_no_room_is_free(venue: Venue) -> None:
    service = staffed(venue)
    make_facility(venue, [service])
    booked(service)
    (loaded,) = services_by_id([service.id])
    requested = FrontDeskRequest(loaded.first_option, AT)
    assert "No room" in why_not(plan_for(requested, ignore_rules=True), requested, venue)


def moved(booking: Booking, at: object) -> None:
    to = Destination(at, at + HOUR)  # type: ignore[arg-type, operator]
    reschedule_by_venue(booking_id=booking.id, to=to, sequence=booking.sequence)
    session.commit()


def test_a_rescheduled_booking_keeps_its_room_or_gets_another(venue: Venue) -> None:
    service = staffed(venue)
    make_facility(venue, [service], name="Room 1")
    make_facility(venue, [service], name="Room 2")
    first, second = booked(service), booked(service)
    moved(second, AT + 2 * HOUR)
    assert where(second) == ["Room 2"], "both are free then, so it keeps its own"
    moved(first, AT + 2 * HOUR)
    assert where(first) == first.facilities == ["Room 1"]


def test_undoing_a_reschedule_returns_the_booking_to_its_room(venue: Venue) -> None:
    service = staffed(venue)
    make_facility(venue, [service])
    booking = booked(service)
    moved(booking, AT + 2 * HOUR)
    undo_reschedule(booking_id=booking.id, sequence=booking.sequence)
    assert where(booking) == booking.facilities == ["Room 1"]


def test_a_reschedule_to_a_time_without_a_room_changes_nothing(venue: Venue) -> None:
    service = staffed(venue)
    make_facility(venue, [service])
    booked(service, AT + 2 * HOUR)
    booking = booked(service)
    with pytest.raises(SlotTaken, match="No room"):
        moved(booking, AT + 2 * HOUR)
    session.rollback()
    assert where(booking) == ["Room 1"]
    assert session.get_one(Booking, booking.id).starts_at == AT


def test_the_claim_of_a_chosen_member_comes_before_anyone_available(venue: Venue) -> None:
    first, second = make_member(venue), make_member(venue)
    service = make_service(venue, members=[first, second])
    anyone, chosen = make_booking(service, AT), make_booking(service, AT, member_id=first.id)
    held = book(
        claims=[
            Claim(anyone.id, anyone.option_id, AT),
            Claim(chosen.id, chosen.option_id, AT, member_id=first.id),
        ]
    )
    assert (held[anyone.id].member_ids, held[chosen.id].member_ids) == ((second.id,), (first.id,))
