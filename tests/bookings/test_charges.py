"""What we pay of a sitewide deal follows what the venue keeps of the whole price, over all orders of a booking."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.bookings.actions.attendance import check_in, undo_check_in
from app.bookings.actions.desk_payments import record_desk_payment, undo_desk_payment
from app.bookings.actions.earnings import record_earnings
from app.bookings.charges import CHECK_IN_WITHIN, Charge, Discount, less_held
from app.bookings.enums import BookingState, LineKind, OrderKind, OrderState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.charges import charges_of
from app.bookings.queries.unseen import unseen_bookings
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.venues.enums import PaymentTerms
from tests.factories import add, make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.support import NOW

DEPOSIT, BALANCE = 1, 2


def charged(order_id: int, cents: int, of: Discount) -> Charge:
    return Charge(7, 3, order_id, BookingState.COMPLETED, 0, False, cents, 0).with_discount(of)


@pytest.mark.parametrize(
    ("held", "left"), [({}, [4000, 8000]), ({DEPOSIT: 2000}, [1600, 8000]), ({BALANCE: 8000}, [2400, 0])]
)
def test_a_dispute_holds_as_much_of_our_part_as_of_the_price(held: dict[int, int], left: list[int]) -> None:
    of = Discount(DEPOSIT, 2000, 10000, 0, is_seen=True, kept_cents=10000)
    charges = [charged(DEPOSIT, 2000, of), charged(BALANCE, 8000, of)]
    assert [each.cents for each in less_held(charges, held)] == left


def sold(terms: PaymentTerms) -> Booking:
    """Return a completed booking for $100, with $20 of a discount from us, of which the guest paid $20 in advance."""
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)], price_cents=12000)
    order = make_order(user=make_user(), total_cents=10000, later_cents=8000, state=OrderState.CONFIRMED)
    prices = {"list_cents": 12000, "discount_cents": 2000, "price_cents": 10000, "funded_cents": 2000}
    booking = make_booking(service, NOW - timedelta(hours=3), order=order, **prices)
    booking.state, booking.payment_terms, booking.later_cents = BookingState.COMPLETED, terms, 8000
    session.execute(update(OrderLine).values(amount_cents=10000, later_cents=8000))
    return booking


def found(booking: Booking) -> list[tuple[int, int, int]]:
    """Return what each order charged with our part, that part, and what we pay once the guest was seen."""
    session.flush()
    return [(each.cents, each.funded_cents, each.unseen_funded_cents) for each in charges_of([booking.id])]


@pytest.mark.usefixtures("db", "now")
@pytest.mark.parametrize(
    ("terms", "is_here", "ours", "unseen"),
    [
        (PaymentTerms.DEPOSIT, True, 2000, 0),
        (PaymentTerms.DEPOSIT, False, 400, 1600),
        (PaymentTerms.DEPOSIT_THEN_CARD, False, 400, 0),
    ],
)
def test_what_is_paid_at_the_venue_counts_and_what_is_still_charged_or_was_refunded_does_not(
    terms: PaymentTerms, is_here: bool, ours: int, unseen: int
) -> None:
    booking = sold(terms)
    booking.arrived_at = NOW if is_here else None
    # The guest paid the difference for another time when it was taken.
    reschedule = {"kind": OrderKind.RESCHEDULE, "reschedules_booking_id": booking.id, "state": OrderState.REFUNDED}
    vain = make_order(total_cents=3000, **reschedule)
    values = {"booking_id": booking.id, "kind": LineKind.BOOKING, "text": "Massage"}
    add(OrderLine(order_id=vain.id, position=1, amount_cents=3000, **values))
    add(Refund(order_id=vain.id, booking_id=booking.id, amount_cents=3000, reason="Too late."))
    assert found(booking) == [(2000 + ours, ours, unseen), (0, 0, 0)]


@pytest.mark.usefixtures("db", "now")
def test_our_part_of_a_booking_paid_at_the_venue_is_earned_once_the_venue_has_seen_the_guest() -> None:
    booking, owner = sold(PaymentTerms.DEPOSIT), make_user().id
    record_earnings([booking.id])

    def earned() -> int:
        session.commit()
        return balances()[Account.PLATFORM_DISCOUNTS]

    assert earned() == 400
    assert [(each.booking, each.cents) for each in unseen_bookings()] == [(booking, 1600)]
    check_in(booking_id=booking.id, user_id=owner)
    assert (earned(), booking.arrived_at, unseen_bookings()) == (2000, NOW, [])
    undo_check_in(booking_id=booking.id, user_id=owner)
    assert earned() == 400
    payment = record_desk_payment(booking_id=booking.id, method=SettledBy.CASH, cents=8000, user_id=owner)
    assert (earned(), unseen_bookings()) == (2000, [])
    undo_desk_payment(booking_id=booking.id, payment_id=payment.id, user_id=owner)
    assert earned() == 400
    with clock.pinned(booking.starts_at + CHECK_IN_WITHIN), pytest.raises(Conflict):
        check_in(booking_id=booking.id, user_id=owner)
