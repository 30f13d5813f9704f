"""Front desk bookings: those that a venue adds itself for a guest in person."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.availability.models import Reservation
from app.bookings.actions.attendance import mark_paid
from app.bookings.actions.cancel import cancel_booking, complete_finished
from app.bookings.conflicts import OutsideHours, SlotTaken
from app.bookings.enums import Actor, BookingState, OrderKind, OrderState, RefundState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_user
from app.bookings.queries.refunds import refundable_cents
from app.catalog.models import Service
from app.catalog.queries import services_by_id
from app.commission.models import CommissionTerms
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.front_desk.actions.new_booking import book_at_front_desk
from app.front_desk.availability import FrontDeskRequest
from app.guests.actions import GuestContact, know_account, know_at_desk
from app.guests.models import Guest
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.passes.queries import pass_rules
from app.team.models import TimeOff
from app.venues.models import Venue
from tests.email.outbox import Outbox
from tests.factories import (
    add,
    make_add_on,
    make_deal,
    make_member,
    make_service,
    make_user,
    make_venue,
)
from tests.paid_day import booked
from tests.sale_factories import make_offer, make_pass
from tests.support import NOW, Jobs, utc

AT = utc("2026-05-14 20:07")  # today, 1:07 PM in Portland

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def venue() -> Venue:
    return make_venue(name="Hazel Bodywork", minimum_notice_minutes=120, booking_window_days=7)


@pytest.fixture
def massage(venue: Venue) -> Service:
    service = make_service(venue, members=[make_member(venue)], buffer_after_minutes=15)
    return services_by_id([service.id])[0]


def walk_in(venue: Venue, service: Service, at: datetime = AT, *, force: bool = False, **values: object) -> Booking:
    guest = know_at_desk(venue=venue, contact=GuestContact("Mr. Hale", phone="(503) 555-0100"))
    requested = FrontDeskRequest(service.first_option, at, **values)  # type: ignore[arg-type]
    return book_at_front_desk(venue=venue, guest=guest, requested=requested, user_id=venue.owner_id, force=force)


def test_front_desk_booking_is_confirmed_at_any_minute_without_notice(venue: Venue, massage: Service) -> None:
    booking = walk_in(venue, massage)
    order = session.scalars(select(Order)).one()
    assert booking.state is BookingState.CONFIRMED
    assert (order.kind, order.state, order.settled_by) == (
        OrderKind.FRONT_DESK,
        OrderState.CONFIRMED,
        SettledBy.UNPAID,
    )
    assert (order.user_id, order.name, order.email, order.total_cents) == (None, "Mr. Hale", "", 11000)
    assert booking.served_by == "June Castellano"
    assert session.scalars(select(Reservation.during)).one().upper == AT + timedelta(minutes=75)
    assert session.scalars(select(BookingTransition.actor)).one() is Actor.PROVIDER


def test_front_desk_booking_may_be_past_the_booking_window_or_started(venue: Venue, massage: Service) -> None:
    assert walk_in(venue, massage, AT + timedelta(days=60)).state is BookingState.CONFIRMED
    assert walk_in(venue, massage, NOW + timedelta(minutes=5)).state is BookingState.CONFIRMED


@pytest.mark.parametrize("away", [timedelta(days=-8), timedelta(days=740)])
def test_front_desk_booking_far_in_the_past_or_future_is_rejected(
    venue: Venue, massage: Service, away: timedelta
) -> None:
    with pytest.raises(DomainError, match="Choose a time from"):
        walk_in(venue, massage, NOW + away)


def test_front_desk_booking_outside_business_hours_needs_confirmation(venue: Venue, massage: Service) -> None:
    late = utc("2026-05-15 02:30")  # 7:30 PM, half an hour before closing
    with pytest.raises(OutsideHours, match="This booking is outside your business hours"):
        walk_in(venue, massage, late)
    session.rollback()


def test_front_desk_can_book_outside_business_hours_anyway(venue: Venue, massage: Service) -> None:
    assert walk_in(venue, massage, utc("2026-05-15 02:30"), force=True).served_by == "June Castellano"


def test_front_desk_cannot_double_book_a_team_member(venue: Venue, massage: Service) -> None:
    walk_in(venue, massage)
    with pytest.raises(
        SlotTaken,
        match=r"^June is booked with Mr\. Hale on Thu, May 14, 1:07 – 2:07 PM, plus buffer time until 2:22 PM",
    ):
        walk_in(venue, massage, AT + timedelta(minutes=60), force=True)


def test_conflict_for_anyone_available_explains_the_only_member_at_work(venue: Venue) -> None:
    june, maren = make_member(venue), make_member(venue, name="Maren Oyelaran")
    service = make_service(venue, members=[june, maren])
    day_off = utc("2026-05-14 07:00"), utc("2026-05-15 07:00")
    add(TimeOff(member_id=maren.id, during=Range(*day_off, bounds="[)")))
    massage = services_by_id([service.id])[0]
    walk_in(venue, massage)
    with pytest.raises(
        SlotTaken,
        match=r"^No one is available for Unwinding massage at this time\. June is booked with Mr\. Hale on Thu",
    ):
        walk_in(venue, massage)


def test_front_desk_group_booking_needs_enough_spots(venue: Venue) -> None:
    sauna = services_by_id([make_service(venue, capacity=3, title="Sauna circuit").id])[0]
    assert walk_in(venue, sauna, quantity=2).quantity == 2
    with pytest.raises(SlotTaken, match="Only 1 spot is available at this time"):
        walk_in(venue, sauna, quantity=2)


def test_front_desk_booking_costs_what_guests_would_pay(venue: Venue, massage: Service) -> None:
    make_deal(venue=venue, percent=30)
    booking = walk_in(venue, massage, extras=[make_add_on(massage)])
    assert (booking.list_cents, booking.price_cents, booking.price_reason) == (13000, 9700, "Off-peak, 30% off")
    assert booking.minutes == 75
    assert sum(session.scalars(select(OrderLine.amount_cents))) == 9700


@pytest.mark.parametrize(("agreed", "less"), [(9000, 2000), (0, 11000), (15000, 0)])
def test_front_desk_can_set_another_price(venue: Venue, massage: Service, agreed: int, less: int) -> None:
    booking = walk_in(venue, massage, price_cents=agreed, price_reason="A regular")
    assert (booking.price_cents, booking.discount_cents, booking.price_reason) == (agreed, less, "A regular")
    assert sum(session.scalars(select(OrderLine.amount_cents))) == agreed


def test_canceled_front_desk_booking_is_not_refunded(venue: Venue, massage: Service) -> None:
    booking = walk_in(venue, massage, settled_by=SettledBy.CASH)
    assert refundable_cents(booking) == 0
    assert (
        cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None, reason="June is ill.").refund_cents
        == 0
    )
    assert session.scalars(select(Refund)).all() == []


def test_database_rejects_a_refund_of_a_front_desk_booking(venue: Venue, massage: Service) -> None:
    booking = walk_in(venue, massage)
    session.add(Refund(booking_id=booking.id, amount_cents=100, state=RefundState.DUE, reason="A mistake"))
    with pytest.raises(IntegrityError, match="refund_not_of_front_desk"):
        session.flush()


def test_front_desk_booking_can_be_marked_paid_later(venue: Venue, massage: Service) -> None:
    booking = walk_in(venue, massage)
    assert (
        mark_paid(booking_id=booking.id, settled_by=SettledBy.CARD, user_id=venue.owner_id).settled_by is SettledBy.CARD
    )
    assert session.scalars(select(BookingTransition.reason).order_by(BookingTransition.id)).all()[-1] == "Paid by card"


def test_booking_paid_online_cannot_be_marked_paid(venue: Venue, massage: Service) -> None:
    booking = booked(massage, AT)
    with pytest.raises(Conflict, match="paid online"):
        mark_paid(booking_id=booking.id, settled_by=SettledBy.CASH, user_id=venue.owner_id)


def test_front_desk_booking_does_not_appear_in_the_guests_account(venue: Venue, massage: Service) -> None:
    user: User = make_user()
    guest = Guest(venue_id=venue.id, user_id=user.id, name=user.name, email=user.email)
    session.add(guest)
    session.flush()
    booking = book_at_front_desk(
        venue=venue,
        guest=guest,
        requested=FrontDeskRequest(massage.first_option, AT),
        user_id=venue.owner_id,
        send_email=True,
    )
    order = session.scalars(select(Order)).one()
    assert (order.user_id, order.email, booking.venue_order.guest_id) == (None, user.email, guest.id)
    assert bookings_of_user(user.id) == []


def test_emailing_the_guest_needs_an_email_address(venue: Venue, massage: Service) -> None:
    guest = know_at_desk(venue=venue, contact=GuestContact("Mr. Hale"))
    with pytest.raises(DomainError, match="Enter an email address for"):
        book_at_front_desk(
            venue=venue,
            guest=guest,
            requested=FrontDeskRequest(massage.first_option, AT),
            user_id=venue.owner_id,
            send_email=True,
        )


def test_canceled_front_desk_booking_frees_its_time(venue: Venue, massage: Service) -> None:
    booking = walk_in(venue, massage)
    with clock.pinned(AT):
        cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None, reason="She left.")
    assert session.scalars(select(Reservation)).all() == []


def test_front_desk_uses_the_package_of_a_guest(venue: Venue, massage: Service, jobs: Jobs, outbox: Outbox) -> None:
    wren = make_user(name="Wren Abernathy", email="wren@example.com")
    held = make_pass(wren, make_offer(massage.first_option))
    guest = know_account(venue_id=venue.id, user_id=wren.id, contact=GuestContact(wren.name, wren.email))
    add(CommissionTerms(rate_bps=1000))
    rules = pass_rules(wren.id, [massage.first_option.id])[massage.first_option.id]
    requested = FrontDeskRequest(massage.first_option, AT, passes=rules)
    booking = book_at_front_desk(venue=venue, guest=guest, requested=requested, user_id=venue.owner_id)
    assert (booking.price_cents, booking.commission_bps, held.uses_left) == (0, 1000, 4)
    jobs.run()
    assert "used 1 booking of “Five massages”" in outbox.mails("wren@example.com")[-1]["subject"]
    with clock.pinned(NOW + timedelta(days=1)):
        complete_finished()
        assert -balances()[Account.VENUE_PAYABLE] == 7200, "what one use costs, less the commission"


def test_canceling_returns_the_package_of_a_guest_and_an_agreed_price_uses_none(venue: Venue, massage: Service) -> None:
    wren = make_user()
    held = make_pass(wren, make_offer(massage.first_option))
    guest = know_account(venue_id=venue.id, user_id=wren.id, contact=GuestContact(wren.name, wren.email))
    rules = pass_rules(wren.id, [massage.first_option.id])[massage.first_option.id]
    for agreed, left in ((None, 4), (5000, 5)):
        requested = FrontDeskRequest(massage.first_option, AT, passes=rules, price_cents=agreed)
        booking = book_at_front_desk(venue=venue, guest=guest, requested=requested, user_id=venue.owner_id)
        assert held.uses_left == left
        cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=venue.owner_id)
        assert held.uses_left == 5
