"""What payment pages show: the request for a page, and its lines."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.core.formats import moment, usd
from app.core.settings import settings
from app.payments.gateway import PaymentLine, SessionRequest
from app.payments.models import Payment
from app.payments.queries import amounts_by_booking


def request_for(payment: Payment) -> SessionRequest:
    """Build the request for a payment's page, always identical: a retry under one key must not differ at all."""
    order = session.get_one(Order, payment.order_id)
    base = settings().base_url
    back = f"{base}/pay/{order.pay_key}" if order.pay_key else f"{base}/orders/{order.public_id}"
    return SessionRequest(
        idempotency_key=payment.idempotency_key,
        reference=order.public_id,
        email=payment.email,
        lines=_lines_of(order) if payment.amount_cents else [],
        expires_at=payment.session_expires_at,
        success_url=f"{back}?session={{CHECKOUT_SESSION_ID}}",
        cancel_url=back if order.pay_key else f"{base}/checkout/{order.public_id}",
        customer_id=payment.customer_id or "",
    )


def _lines_of(order: Order) -> list[PaymentLine]:
    detail = _detail(order)
    if detail:
        return _of_lines(order, detail)
    if order.is_charged_later:
        return _of_later(order)
    if order.credit_cents:
        return _after_credit(order)
    return _of_a_move(order) if order.is_reschedule else _of_visits(order)


def _detail(order: Order) -> str:
    """Return what a page says about an order without bookings of its own; empty for others."""
    if order.is_gift_card:
        return _("For any booking on CozyWish. It never expires.")
    if order.is_package:
        return _("You choose the times of its bookings later.")
    if order.is_tip:
        return _("All of it goes to the venue.")
    return _("Refunds, disputes, and credit that your payouts didn’t cover.") if order.is_invoice else ""


def _of_later(order: Order) -> list[PaymentLine]:
    """Return what a booking left for later, or the fee for it."""
    lines = session.execute(
        select(OrderLine.text, OrderLine.amount_cents, Booking)
        .join(Booking, Booking.id == OrderLine.booking_id)
        .where(OrderLine.order_id == order.id)
        .order_by(OrderLine.position)
        .options(joinedload(Booking.venue_order).joinedload(VenueOrder.venue))
    )
    return [
        PaymentLine(what, f"{booking.venue.name}, {moment(booking.starts_at, booking.venue.zone)}", cents, 1)
        for what, cents, booking in lines
    ]


def _of_visits(order: Order) -> list[PaymentLine]:
    bookings = session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .where(VenueOrder.order_id == order.id)
        .order_by(Booking.starts_at, Booking.id)
        .options(contains_eager(Booking.venue_order).joinedload(VenueOrder.venue))
    ).all()
    lines = [line for booking in bookings for line in _lines(booking) if line.each_cents]
    tax = sum(booking.tax_cents for booking in bookings)
    return [*lines, PaymentLine(_("Tax"), _("On what is due now"), tax, 1)] if tax else lines


def _after_credit(order: Order) -> list[PaymentLine]:
    """Return what the card pays for each booking, because a payment page has no negative lines."""
    left = amounts_by_booking(order.id)
    query = select(Booking).where(Booking.id.in_([id_ for id_ in left if id_])).order_by(Booking.starts_at, Booking.id)
    detail = _("What is due now after %(amount)s of credit", amount=usd(order.credit_cents))
    return [PaymentLine(each.title, detail, left[each.id], 1) for each in session.scalars(query) if left[each.id]]


def _of_a_move(order: Order) -> list[PaymentLine]:
    """Return the price difference of a rescheduled booking, or of several."""
    bookings = select(func.count(OrderLine.booking_id.distinct())).where(OrderLine.order_id == order.id)
    number = session.scalar(bookings) or 0
    once = ngettext("We reschedule your booking once you pay", "We reschedule your bookings once you pay", number)
    return _of_lines(order, once)


def _of_lines(order: Order, detail: str) -> list[PaymentLine]:
    query = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
    return [PaymentLine(line.text, detail, line.amount_cents, 1) for line in session.scalars(query)]


def _lines(booking: Booking) -> list[PaymentLine]:
    """Return the service at its final price and each add-on; together they are the booking's price.

    Of a price that is partly due later, only the deposit is a line.
    """
    venue = booking.venue_order.venue
    detail = f"{venue.name}, {moment(booking.starts_at, venue.zone)}"
    if booking.later_cents:
        deposit = booking.price_cents - booking.later_cents
        return [PaymentLine(_("Deposit for %(service)s", service=booking.title), detail, deposit, 1)]
    extras = [PaymentLine(extra.title, detail, extra.cents, booking.quantity) for extra in booking.extras]
    each = booking.price_cents // booking.quantity - sum(extra.cents for extra in booking.extras)
    return [PaymentLine(booking.title, detail, each, booking.quantity), *extras]
