"""Reserving spots: which team member serves, which claims are refused, and what happens to expired holds."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.availability.actions import Claim, SlotUnavailable, book, confirm, hold, release
from app.availability.engine.types import Start
from app.availability.enums import UnavailableReason
from app.availability.models import Reservation
from app.availability.queries import load_schedules
from app.catalog.queries import active_options, active_services
from app.core import clock
from app.core.db import session
from tests.factories import make_booking, make_member, make_service, make_venue
from tests.support import NOW, statements, utc
from tests.venue_factories import open_on

AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland
UNTIL = NOW + timedelta(minutes=30)

pytestmark = pytest.mark.usefixtures("db", "now")


def starts_of(service_id: int, **requested: object) -> list[Start]:
    window = utc("2026-05-15 17:00"), utc("2026-05-16 04:00")
    (option,) = active_services([service_id])[0].options
    return load_schedules([option], window)[option.id].starts(**requested)  # type: ignore[arg-type]


def test_a_hold_removes_its_start_and_all_overlapping_ones() -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)], buffer_after_minutes=15)
    hold(claims=[Claim(make_booking(service, AT).id, service.first_option.id, AT)], until=UNTIL)
    free = [start.at for start in starts_of(service.id)]
    assert AT not in free
    assert free[0] == AT + timedelta(minutes=75)


def test_a_refused_claim_reports_the_lost_time_and_rolls_back_the_order() -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    book(claims=[Claim(make_booking(service, AT).id, service.first_option.id, AT)])
    mine, unavailable = make_booking(service, AT + timedelta(hours=1)), make_booking(service, AT)
    session.commit()
    with pytest.raises(SlotUnavailable) as refused:
        hold(
            claims=[
                Claim(mine.id, mine.option_id, mine.starts_at),
                Claim(unavailable.id, unavailable.option_id, unavailable.starts_at),
            ],
            until=UNTIL,
        )
    session.rollback()
    assert {item: refusal.reason for item, refusal in refused.value.unavailable.items()} == {
        unavailable.id: UnavailableReason.TAKEN
    }
    assert session.scalars(select(Reservation.booking_id).where(Reservation.booking_id == mine.id)).all() == []


def test_anyone_available_picks_the_least_busy_member_then_the_first() -> None:
    venue = make_venue()
    june, maren = make_member(venue, name="June Castellano"), make_member(venue, name="Maren Oyelaran")
    service = make_service(venue, members=[june, maren])

    def served(hours: int) -> tuple[int, ...]:
        at = AT + timedelta(hours=hours)
        booking = make_booking(service, at)
        return book(claims=[Claim(booking.id, booking.option_id, at)])[booking.id].member_ids

    assert [served(0), served(2), served(4)] == [(june.id,), (maren.id,), (june.id,)]


def test_a_couple_reserves_two_members_at_once() -> None:
    venue = make_venue()
    members = [make_member(venue, name=name) for name in ("June Castellano", "Maren Oyelaran")]
    service = make_service(venue, members=members)
    booking = make_booking(service, AT, quantity=2)
    held = hold(claims=[Claim(booking.id, booking.option_id, AT, quantity=2)], until=UNTIL)[booking.id]
    assert set(held.member_ids) == {member.id for member in members}
    assert AT not in [start.at for start in starts_of(service.id)]


def test_each_member_is_reserved_for_their_own_duration() -> None:
    venue = make_venue()
    june, maren = make_member(venue, name="June Castellano"), make_member(venue, name="Maren Oyelaran")
    slower = {maren.slug: {"duration_minutes": 75}}
    service = make_service(venue, members=[june, maren], own=slower, buffer_before_minutes=5, buffer_after_minutes=15)
    booking = make_booking(service, AT, quantity=2)
    held = hold(claims=[Claim(booking.id, booking.option_id, AT, quantity=2)], until=UNTIL)[booking.id]
    assert held.ends_at == AT + timedelta(minutes=75), "both leave when the slower one is done"
    reserved = {row.resource_id: (row.begins, row.ends) for row in session.scalars(select(Reservation))}
    begins = AT - timedelta(minutes=5)
    assert reserved == {
        june.resource_id: (begins, AT + timedelta(minutes=75)),
        maren.resource_id: (begins, AT + timedelta(minutes=90)),
    }


def test_starts_use_the_chosen_members_duration_or_that_of_anyone_available() -> None:
    venue = make_venue()
    june, maren = make_member(venue, name="June Castellano"), make_member(venue, name="Maren Oyelaran")
    service = make_service(venue, members=[june, maren], own={maren.slug: {"duration_minutes": 75}})
    last = utc("2026-05-16 02:00")  # an hour before closing
    assert starts_of(service.id, member_id=june.id)[-1].at == last
    assert starts_of(service.id, member_id=maren.id)[-1].at == last - timedelta(minutes=15)
    assert [(start.at, start.resources) for start in starts_of(service.id)[-2:]] == [
        (last - timedelta(minutes=15), (june.resource_id, maren.resource_id)),
        (last, (june.resource_id,)),
    ]
    held = hold(claims=[Claim(make_booking(service, last).id, service.first_option.id, last)], until=UNTIL)
    assert [places.ends_at for places in held.values()] == [last + timedelta(minutes=60)]


def test_a_service_may_override_minimum_notice_and_booking_window() -> None:
    venue = make_venue(minimum_notice_minutes=60, booking_window_days=1)
    plain = make_service(venue, members=[make_member(venue)])
    early = make_service(venue, capacity=2, minimum_notice_minutes=60 * 20, booking_window_days=2)
    window = NOW, NOW + timedelta(days=9)
    found = load_schedules(active_options([plain.first_option.id, early.first_option.id]), window)
    assert [found[plain.first_option.id].starts()[place].at for place in (0, -1)] == [
        utc("2026-05-14 18:00"),
        utc("2026-05-16 02:00"),
    ]
    assert [found[early.first_option.id].starts()[place].at for place in (0, -1)] == [
        utc("2026-05-15 17:00"),
        utc("2026-05-17 02:00"),
    ]


def test_a_room_provides_as_many_spots_as_its_capacity() -> None:
    venue = make_venue()
    sauna = make_service(venue, capacity=3, title="Cedar sauna")
    for quantity in (2, 1):
        booking = make_booking(sauna, AT, quantity=quantity)
        hold(claims=[Claim(booking.id, booking.option_id, AT, quantity=quantity)], until=UNTIL)
    with pytest.raises(SlotUnavailable) as refused:
        hold(claims=[Claim(make_booking(sauna, AT).id, sauna.first_option.id, AT)], until=UNTIL)
    assert [refusal.reason for refusal in refused.value.unavailable.values()] == [UnavailableReason.FULL]


def test_two_lines_of_one_order_get_different_team_members() -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue), make_member(venue, name="Maren Oyelaran")])
    bookings = [make_booking(service, AT), make_booking(service, AT + timedelta(minutes=30))]
    held = hold(claims=[Claim(booking.id, booking.option_id, booking.starts_at) for booking in bookings], until=UNTIL)
    assert len({member for places in held.values() for member in places.member_ids}) == 2


def test_an_expired_hold_is_free_and_deleted_by_the_next_reservation() -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    first, second = make_booking(service, AT), make_booking(service, AT)
    hold(claims=[Claim(first.id, first.option_id, AT)], until=UNTIL)
    with clock.pinned(UNTIL):
        assert AT in [start.at for start in starts_of(service.id)]
        hold(claims=[Claim(second.id, second.option_id, AT)], until=UNTIL + timedelta(minutes=30))
    assert session.scalars(select(Reservation.booking_id)).all() == [second.id]


def test_a_booking_does_not_conflict_with_its_own_hold() -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    booking = make_booking(service, AT)
    hold(claims=[Claim(booking.id, booking.option_id, AT)], until=UNTIL)
    plan = load_schedules(
        active_options([service.first_option.id]), (AT, AT + timedelta(minutes=1)), except_bookings=[booking.id]
    )[service.first_option.id]
    assert isinstance(plan.check(AT), Start)


def test_reservations_made_after_the_schedule_was_read_are_detected() -> None:
    venue = make_venue()
    sauna = make_service(venue, capacity=2)
    read = load_schedules(active_options([sauna.first_option.id]), (AT, AT + timedelta(minutes=1)))
    book(claims=[Claim(make_booking(sauna, AT).id, sauna.first_option.id, AT)])
    held = hold(claims=[Claim(make_booking(sauna, AT).id, sauna.first_option.id, AT)], until=UNTIL, read=read)
    assert [places.lanes for places in held.values()] == [((sauna.resource_id, 2),)]
    with pytest.raises(SlotUnavailable) as refused:
        hold(claims=[Claim(make_booking(sauna, AT).id, sauna.first_option.id, AT)], until=UNTIL, read=read)
    assert [refusal.reason for refusal in refused.value.unavailable.values()] == [UnavailableReason.FULL]


def test_confirming_returns_the_number_of_spots_still_held() -> None:
    venue = make_venue()
    sauna = make_service(venue, capacity=3)
    kept, lost = make_booking(sauna, AT, quantity=2), make_booking(sauna, AT)
    hold(
        claims=[Claim(booking.id, booking.option_id, AT, quantity=booking.quantity) for booking in (kept, lost)],
        until=UNTIL,
    )
    release(booking_ids=[lost.id])
    assert confirm(booking_ids=[kept.id, lost.id]) == {kept.id: 2, lost.id: 0}
    assert {row.state for row in session.scalars(select(Reservation))} == {"confirmed"}


def test_closed_special_hours_also_close_the_members() -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    open_on(venue, 0, 0, on=AT.date())
    assert starts_of(service.id) == []


def test_schedules_of_many_services_take_the_same_number_of_statements() -> None:
    venue = make_venue()
    member = make_member(venue)
    services = [make_service(venue, members=[member]).id for _ in range(3)]
    classes = [make_service(venue, capacity=8, listed=[(4, 660)]).id for _ in range(3)]
    window = AT, AT + timedelta(days=7)
    session.commit()
    for requested in ([services[0], classes[0]], [*services, *classes]):
        with statements() as sent:
            load_schedules([option for service in active_services(requested) for option in service.options], window)
        assert len(sent) == 8
