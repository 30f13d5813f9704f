"""What we pay of a sitewide deal follows what the venue keeps of the whole price, over all orders of a booking."""

import pytest
from sqlalchemy import update

from app.bookings.charges import Charge, Discount, less_held
from app.bookings.enums import BookingState, LineKind, OrderKind, OrderState
from app.bookings.models.orders import OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.charges import charges_of
from app.core.db import session
from app.venues.enums import PaymentTerms
from tests.factories import add, make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.support import utc

DEPOSIT, BALANCE = 1, 2


def charged(order_id: int, cents: int, of: Discount) -> Charge:
    return Charge(7, 3, order_id, BookingState.COMPLETED, 0, False, cents, 0).with_discount(of)


@pytest.mark.parametrize(
    ("held", "left"), [({}, [4000, 8000]), ({DEPOSIT: 2000}, [1600, 8000]), ({BALANCE: 8000}, [2400, 0])]
)
def test_a_dispute_holds_as_much_of_our_part_as_of_the_price(held: dict[int, int], left: list[int]) -> None:
    of = Discount(DEPOSIT, 2000, 10000, 0, kept_cents=10000)
    charges = [charged(DEPOSIT, 2000, of), charged(BALANCE, 8000, of)]
    assert [each.cents for each in less_held(charges, held)] == left


@pytest.mark.parametrize(("terms", "ours"), [(PaymentTerms.DEPOSIT, 2000), (PaymentTerms.DEPOSIT_THEN_CARD, 400)])
def test_what_is_paid_at_the_venue_counts_and_what_is_still_charged_or_was_refunded_does_not(
    db: None, terms: PaymentTerms, ours: int
) -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)], price_cents=12000)
    order = make_order(user=make_user(), total_cents=10000, later_cents=8000, state=OrderState.CONFIRMED)
    prices = {"list_cents": 12000, "discount_cents": 2000, "price_cents": 10000, "funded_cents": 2000}
    booking = make_booking(service, utc("2026-05-19 18:00"), order=order, **prices)
    booking.state, booking.payment_terms, booking.later_cents = BookingState.COMPLETED, terms, 8000
    values = {"booking_id": booking.id, "kind": LineKind.BOOKING, "text": "Massage"}
    session.execute(update(OrderLine).values(amount_cents=10000, later_cents=8000))
    # The guest paid the difference for another time when it was taken.
    reschedule = {"kind": OrderKind.RESCHEDULE, "reschedules_booking_id": booking.id, "state": OrderState.REFUNDED}
    vain = make_order(total_cents=3000, **reschedule)
    add(OrderLine(order_id=vain.id, position=1, amount_cents=3000, **values))
    add(Refund(order_id=vain.id, booking_id=booking.id, amount_cents=3000, reason="Too late."))
    session.flush()
    assert [(each.cents, each.funded_cents) for each in charges_of([booking.id])] == [(2000 + ours, ours), (0, 0)]
