"""What an owner sees of money that is still to come."""

import pytest
from sqlalchemy import select, update

from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import OrderLine
from app.bookings.models.refunds import Refund
from app.core.db import session
from app.payouts.queries.overview import overview
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from tests.bookings.test_charges import sold
from tests.factories import add

pytestmark = pytest.mark.usefixtures("db", "now")


def upcoming(terms: PaymentTerms, *, funded_cents: int = 0) -> Booking:
    """Return an upcoming booking for $100, of which the guest paid $20 in advance, with a commission of 10%."""
    booking = sold(terms)
    booking.state, booking.funded_cents, booking.commission_bps = BookingState.CONFIRMED, funded_cents, 1000
    session.flush()
    return booking


def brought() -> tuple[int, int]:
    found = overview(session.scalars(select(Venue.id)).one())
    return found.upcoming, found.upcoming_bookings


@pytest.mark.parametrize(
    ("terms", "funded", "cents"),
    [
        (PaymentTerms.DEPOSIT, 0, 2000 - 200),
        (PaymentTerms.DEPOSIT, 2000, 4000 - 400),
        (PaymentTerms.DEPOSIT_THEN_CARD, 0, 2000 - 200 + 8000 - 800),
    ],
)
def test_upcoming_bookings_bring_what_is_paid_through_us(terms: PaymentTerms, funded: int, cents: int) -> None:
    upcoming(terms, funded_cents=funded)
    assert brought() == (cents, 1)


def test_refunds_lower_what_upcoming_bookings_bring() -> None:
    booking = upcoming(PaymentTerms.DEPOSIT)
    order_id = session.scalars(select(OrderLine.order_id)).one()
    add(Refund(order_id=order_id, booking_id=booking.id, amount_cents=500, reason="It starts later."))
    assert brought() == (1500 - 150, 1)


def test_bookings_with_only_a_card_on_file_bring_nothing_yet() -> None:
    booking = upcoming(PaymentTerms.CARD)
    booking.later_cents = 10000
    session.execute(update(OrderLine).values(later_cents=10000))
    assert brought() == (0, 0)
