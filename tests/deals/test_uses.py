"""Deals with a limited number of uses. The limit applies however a booking gets the price: added at the front desk,
rescheduled by its guest, or paid after its hold has ended."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.availability.actions import Claim, book
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.reschedules import Reschedule
from app.catalog.models import Service
from app.catalog.queries import active_options, services_by_id
from app.core.db import session
from app.deals.models import Deal
from app.deals.queries.prices import price_lists
from app.front_desk.actions.new_booking import PriceIncreased, book_at_front_desk
from app.front_desk.availability import FrontDeskRequest
from app.guests.actions import GuestContact, know_at_desk
from app.orders.actions.fulfillment import confirm_order, expire_order
from app.rescheduling.actions.by_guest import reschedule_by_guest
from app.rescheduling.actions.guest_changes import TermsChanged
from tests.factories import make_booking, make_deal, make_service, make_user, make_venue
from tests.paid_day import booked
from tests.support import utc

TEN = utc("2026-05-19 17:00")  # Tuesday, 10 AM in Portland: at the limited deal's price
ONE = utc("2026-05-19 20:00")
WEDNESDAY = utc("2026-05-20 17:00")
HOUR = timedelta(hours=1)
FULL, LIMITED, HALF = 10000, 7000, 5000

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def sauna() -> Service:
    """Return a sauna at $100 for each of 20 guests, and half of that on Wednesdays."""
    service = make_service(make_venue(), capacity=20, price_cents=FULL, title="Sauna circuit")
    make_deal(service=service, percent=50, windows=[(2, 0, 24 * 60)], title="Wednesdays")
    return service


@pytest.fixture
def deal(sauna: Service) -> Deal:
    """Return a deal of 30% off on Tuesday mornings, for one booking."""
    return make_deal(service=sauna, percent=30, windows=[(1, 10 * 60, 12 * 60)], max_uses=1)


def is_left(deal: Deal, service: Service) -> bool:
    return deal.id in {
        rule.id for rule in price_lists(active_options([service.first_option.id]))[service.first_option.id].rules
    }


def at_desk(service: Service, **values: object) -> Booking:
    service = services_by_id([service.id])[0]
    guest = know_at_desk(venue=service.venue, contact=GuestContact("Mr. Hale", phone="(503) 555-0100"))
    requested = FrontDeskRequest(service.first_option, TEN, **values)  # type: ignore[arg-type]
    return book_at_front_desk(venue=service.venue, guest=guest, requested=requested, user_id=service.venue.owner_id)


def visit(service: Service, at: datetime, cents: int, deal: Deal | None = None) -> Booking:
    """Return a paid booking that costs `cents`."""
    deal_id = deal.id if deal else None
    booking = booked(service, at, price_cents=cents, discount_cents=FULL - cents, deal_id=deal_id)
    book(claims=[Claim(booking.id, booking.option_id, at)])
    return booking


def moved(booking: Booking, at: datetime, difference: int) -> Reschedule | Order:
    return reschedule_by_guest(
        booking_id=booking.id,
        starts_at=at,
        member_id=None,
        sequence=booking.sequence,
        difference=difference,
        user_id=make_user().id,
    )


def unpaid_reschedule(booking: Booking, at: datetime, difference: int) -> Order:
    order = moved(booking, at, difference)
    assert isinstance(order, Order)
    return order


def refunds(booking: Booking) -> list[tuple[int, str]]:
    return [
        (row.amount_cents, row.reason) for row in session.scalars(select(Refund).where(Refund.booking_id == booking.id))
    ]


def test_front_desk_booking_uses_the_deal(sauna: Service, deal: Deal) -> None:
    assert [at_desk(sauna).price_cents for _ in range(2)] == [LIMITED, FULL]


def test_custom_price_does_not_use_the_deal(sauna: Service, deal: Deal) -> None:
    at_desk(sauna, price_cents=6000)
    assert is_left(deal, sauna)


def test_front_desk_must_confirm_a_price_that_increased(sauna: Service, deal: Deal) -> None:
    assert at_desk(sauna, shown_cents=LIMITED).price_cents == LIMITED
    with pytest.raises(PriceIncreased, match=r"price is now \$100.00. It was \$70.00"):
        at_desk(sauna, shown_cents=LIMITED)
    assert at_desk(sauna, shown_cents=FULL).price_cents == FULL


@pytest.mark.parametrize("shown", [FULL + 1, None])
def test_front_desk_need_not_confirm_a_price_that_did_not_increase(sauna: Service, shown: int | None) -> None:
    assert at_desk(sauna, shown_cents=shown).price_cents == FULL


def test_front_desk_need_not_confirm_a_custom_price(sauna: Service) -> None:
    assert at_desk(sauna, shown_cents=LIMITED, price_cents=12000).price_cents == 12000


def test_rescheduling_to_the_time_of_a_deal_uses_it(sauna: Service, deal: Deal) -> None:
    first, second = visit(sauna, ONE, FULL), visit(sauna, ONE, FULL)
    moved(first, TEN, LIMITED - FULL)
    assert (first.price_cents, first.deal_id) == (LIMITED, deal.id)
    with pytest.raises(TermsChanged):
        moved(second, TEN, LIMITED - FULL)
    moved(second, TEN, 0)
    assert (second.price_cents, second.deal_id) == (FULL, None)


def test_rescheduling_within_the_time_of_a_deal_keeps_its_use(sauna: Service, deal: Deal) -> None:
    booking = visit(sauna, TEN, LIMITED, deal)
    moved(booking, TEN + HOUR, 0)
    assert (booking.starts_at, booking.price_cents, booking.deal_id) == (TEN + HOUR, LIMITED, deal.id)


def test_rescheduling_away_from_the_time_of_a_deal_releases_its_use(sauna: Service, deal: Deal) -> None:
    booking = visit(sauna, TEN, LIMITED, deal)
    assert not is_left(deal, sauna)
    moved(booking, WEDNESDAY, HALF - LIMITED)
    assert is_left(deal, sauna)


def test_unpaid_reschedule_holds_a_use_of_the_deal(sauna: Service, deal: Deal) -> None:
    booking = visit(sauna, WEDNESDAY, HALF)
    order = unpaid_reschedule(booking, TEN, LIMITED - HALF)
    assert not is_left(deal, sauna)
    expire_order(order_id=order.id)
    assert is_left(deal, sauna)


def test_paid_reschedule_uses_the_deal_once(sauna: Service, deal: Deal) -> None:
    deal.max_uses = 2
    booking = visit(sauna, WEDNESDAY, HALF)
    confirm_order(order_id=unpaid_reschedule(booking, TEN, LIMITED - HALF).id)
    assert (booking.starts_at, booking.deal_id) == (TEN, deal.id)
    assert is_left(deal, sauna)
    at_desk(sauna)
    assert not is_left(deal, sauna)


def test_unpaid_reschedule_within_the_same_deal_needs_no_second_use(sauna: Service, deal: Deal) -> None:
    booking = visit(sauna, TEN, LIMITED, deal)
    deal.max_uses = 2
    sauna.first_option.price_cents = 2 * FULL
    unpaid_reschedule(booking, TEN + HOUR, LIMITED)
    assert is_left(deal, sauna)


def test_canceled_booking_releases_the_use_held_for_its_reschedule(sauna: Service, deal: Deal) -> None:
    booking = visit(sauna, WEDNESDAY, HALF)
    unpaid_reschedule(booking, TEN, LIMITED - HALF)
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None, reason="")
    assert is_left(deal, sauna)


def test_late_difference_is_refunded_when_the_deal_is_used_up(sauna: Service, deal: Deal) -> None:
    booking = visit(sauna, WEDNESDAY, HALF)
    order = unpaid_reschedule(booking, TEN, LIMITED - HALF)
    expire_order(order_id=order.id)
    at_desk(sauna)
    confirm_order(order_id=order.id)
    assert (order.state, booking.starts_at, booking.price_cents) == (OrderState.REFUNDED, WEDNESDAY, HALF)
    assert refunds(booking) == [
        (LIMITED - HALF, "The new time was no longer available at that price when the payment arrived.")
    ]


def test_late_difference_reschedules_while_the_deal_has_uses_left(sauna: Service, deal: Deal) -> None:
    booking = visit(sauna, WEDNESDAY, HALF)
    order = unpaid_reschedule(booking, TEN, LIMITED - HALF)
    expire_order(order_id=order.id)
    confirm_order(order_id=order.id)
    assert (order.state, booking.starts_at, booking.deal_id) == (OrderState.CONFIRMED, TEN, deal.id)


@pytest.mark.parametrize("others", [0, 1])
def test_order_paid_late_is_booked_only_while_its_deal_has_uses_left(sauna: Service, deal: Deal, others: int) -> None:
    booking = make_booking(sauna, TEN, price_cents=LIMITED, discount_cents=FULL - LIMITED, deal_id=deal.id)
    order = session.scalars(select(Order)).one()
    expire_order(order_id=order.id)
    for _ in range(others):
        assert at_desk(sauna).deal_id == deal.id
    confirm_order(order_id=order.id)
    if others:
        assert (order.state, booking.state) == (OrderState.REFUNDED, BookingState.EXPIRED)
        assert refunds(booking) == [(LIMITED, "The time was no longer available at that price.")]
    else:
        assert (order.state, booking.state) == (OrderState.CONFIRMED, BookingState.CONFIRMED)
        assert not is_left(deal, sauna)
