"""The payment tag that a venue sees on a booking: once a part is refunded, it never says only that it was paid."""

import pytest

from app.bookings.copy.tags import paid_tag
from app.bookings.enums import BookingState, OrderKind, RefundState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.venues.enums import PaymentTerms


def visit(
    state: BookingState, *refunds: tuple[int, RefundState], settled_by: SettledBy | None = None, cents: int = 11800
) -> Booking:
    kind = OrderKind.FRONT_DESK if settled_by else OrderKind.CART
    return Booking(
        state=state,
        price_cents=cents,
        later_cents=0,
        tax_cents=0,
        venue_order=VenueOrder(order=Order(kind=kind, settled_by=settled_by)),
        refunds=[Refund(id=number, amount_cents=back, state=how) for number, (back, how) in enumerate(refunds, 1)],
    )


SENT, FAILED = RefundState.SUCCEEDED, RefundState.FAILED


@pytest.mark.parametrize(
    ("booking", "expected"),
    [
        (visit(BookingState.CONFIRMED), ("Paid online", "ok")),
        (visit(BookingState.COMPLETED, (2000, RefundState.DUE)), ("Paid online, $20.00 refunded", "ok")),
        (visit(BookingState.COMPLETED, (2000, SENT), (500, SENT)), ("Paid online, $25.00 refunded", "ok")),
        (visit(BookingState.CANCELED, (11800, SENT)), ("$118.00 refunded", "calm")),
        (visit(BookingState.CANCELED, (5900, SENT)), ("$59.00 refunded, $59.00 cancellation fee", "calm")),
        (visit(BookingState.CANCELED), ("$118.00 cancellation fee", "calm")),
        (visit(BookingState.CANCELED, (11800, FAILED)), ("$118.00 refund failed", "no")),
        (visit(BookingState.CANCELED, cents=0), ("Nothing due", "calm")),
        (visit(BookingState.CANCELED, settled_by=SettledBy.UNPAID), ("Nothing due", "calm")),
        (visit(BookingState.CONFIRMED, settled_by=SettledBy.UNPAID), ("Due at venue", "wait")),
        (visit(BookingState.COMPLETED, settled_by=SettledBy.CASH), ("Paid in cash", "ok")),
    ],
)
def test_payment_tag_shows_refunds_fees_and_amounts_due(booking: Booking, expected: tuple[str, str]) -> None:
    assert paid_tag(booking) == expected


def test_a_no_show_owes_a_fee_and_nothing_at_the_venue() -> None:
    booking = visit(BookingState.NO_SHOW)
    booking.later_cents, booking.payment_terms = 11800, PaymentTerms.CARD
    assert paid_tag(booking) == ("No-show fee: $118.00", "wait")
