"""What is left of a booking's price for later: at the venue, or charged to the guest's card."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.bookings import stored_texts
from app.bookings.enums import LATER_KINDS, Actor, BookingState, LineKind, OrderKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.policy import late_cancellation
from app.bookings.queries.taxes import rules_of_bookings
from app.bookings.taxes import tax_lines
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.tax.amounts import taxes_on
from app.tax.queries import asks_stripe

# How long after a late cancellation or a no-show its fee is charged: the venue can waive it, and the guest can object.
FEE_WINDOW = timedelta(hours=24)
# How long what is charged later stays due.
PAYABLE = timedelta(days=30)


def cancel_fee(booking: Booking, *, actor: Actor) -> int:
    """Return what canceling a booking now charges to the guest's card, in cents. Only guests who are late pay a fee."""
    late = actor is Actor.GUEST and booking.state is BookingState.CONFIRMED and clock.now() > booking.free_until
    return late_cancellation(booking).fee_cents if late else 0


def plan_fee(booking: Booking, cents: int) -> Order | None:
    """Charge a fee after the window for objections, and tell the guest. The booking must be locked.

    None if there's nothing to charge, or an earlier charge for the booking is still open.
    """
    return _plan(booking, OrderKind.FEE, min(cents, booking.later_cents), clock.now() + FEE_WINDOW)


def plan_no_show_fee(booking: Booking) -> Order | None:
    """Charge the fee for a no-show."""
    return plan_fee(booking, booking.no_show_fee_cents)


def plan_balance(booking: Booking) -> Order | None:
    """Charge the rest of a price once the booking is completed, if the guest agreed to that."""
    if not booking.payment_terms.charges_rest:
        return None
    return _plan(booking, OrderKind.BALANCE, booking.later_cents, clock.now())


def _plan(booking: Booking, kind: OrderKind, cents: int, at: datetime) -> Order | None:
    earlier = open_charge(booking.id)
    if cents <= 0 or (earlier is not None and earlier.pay_key is None):
        return None
    if earlier is not None:
        defer("later_charges.waive", order_id=earlier.id)  # the guest didn't pay at the venue's link
    placed, text = _placed(booking), stored_texts.charged_later(kind, booking.state, booking.title)
    order = _create(booking, placed, kind, cents, text=text, card_id=placed.card_id, held_until=at + PAYABLE)
    defer("later_charges.charge", lock=f"later_charges.charge:{order.id}", at=at, order_id=order.id)
    if kind is OrderKind.FEE:
        defer("later_charges.email_planned", order_id=order.id)
    return order


def plan_link(booking: Booking, cents: int, *, key: str, until: datetime) -> Order:
    """Create the order that the guest pays at a link from the front desk. The booking must be locked.

    Without an account, as for a walk-in, nobody sees it but who has the link, and the venue.
    """
    placed = _placed(booking)
    return _create(booking, placed, OrderKind.BALANCE, cents, text=booking.title, pay_key=key, held_until=until)


def _placed(booking: Booking) -> Order:
    return session.scalars(
        select(Order).join(VenueOrder, VenueOrder.order_id == Order.id).where(VenueOrder.id == booking.venue_order_id)
    ).one()


def _create(booking: Booking, placed: Order, kind: OrderKind, cents: int, *, text: str, **more: Any) -> Order:
    # A card is charged no tax that the guest didn't agree to. At a link, they see it before they pay.
    is_taxed = booking.later_taxed or "pay_key" in more
    awaits_tax = is_taxed and kind is not OrderKind.FEE and asks_stripe()
    rules = rules_of_bookings([booking.id])[booking.id] if is_taxed and not awaits_tax else ()
    applying = [rule for rule in rules if kind is not OrderKind.FEE or rule.taxes_fees]
    taxes = taxes_on(cents, applying, funded_cents=booking.funded_with(cents))
    order = Order(
        kind=kind,
        user_id=placed.user_id,
        name=placed.name,
        email=placed.email,
        phone=placed.phone,
        total_cents=cents + sum(tax.cents for tax in taxes),
        awaits_tax=awaits_tax,
        created_at=clock.now(),
        **more,
    )
    session.add(order)
    session.flush()
    values = {"position": 1, "kind": LineKind.BOOKING, "text": text[:200], "amount_cents": cents}
    session.add(OrderLine(order_id=order.id, booking_id=booking.id, **values))
    session.add_all(tax_lines(order.id, {booking.id: taxes}, after=1))
    session.flush()
    return order


def waive_charge(booking_id: int) -> bool:
    """End the open charge of a booking, unless its payment is underway. Returns whether there was one.

    A job does it, because an order is locked before its booking.
    """
    order = open_charge(booking_id)
    if order is None:
        return False
    defer("later_charges.waive", order_id=order.id)
    return True


def open_charge(booking_id: int) -> Order | None:
    """Return the order that charges what a booking left for later, while it is not paid. One statement."""
    return session.scalar(
        select(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            OrderLine.booking_id == booking_id,
            Order.kind.in_(LATER_KINDS),
            Order.state == OrderState.PENDING,
            Order.held_until > clock.now(),
        )
        .order_by(Order.id.desc())
        .limit(1)
    )


def lower_later(booking: Booking, cents: int) -> None:
    """Lower what is due later for a booking whose price became lower by this much, as far as it goes.

    Its order says so in a line of its own. At most three statements, and none if nothing is due later.
    """
    less = min(cents, booking.later_cents)
    if less <= 0:
        return
    order = _placed(booking)
    last = session.scalar(select(func.max(OrderLine.position)).where(OrderLine.order_id == order.id)) or 0
    session.add(
        OrderLine(
            order_id=order.id,
            booking_id=booking.id,
            position=last + 1,
            kind=LineKind.BOOKING,
            text=stored_texts.lower_prices(booking.title)[:200],
            amount_cents=-less,
            later_cents=-less,
        )
    )
    booking.later_cents -= less
    order.total_cents, order.later_cents = order.total_cents - less, order.later_cents - less
    session.flush()
