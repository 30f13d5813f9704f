"""Where guests go on from the payment page of an order that has no bookings of its own, and what they read there."""

from collections.abc import Sequence

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.bookings.enums import OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import rescheduled_by
from app.core import clock
from app.core.db import session
from app.core.formats import moment_zone, usd
from app.later_charges.copy import what
from app.later_charges.queries import booking_charged_by
from app.packages.queries import pass_number
from app.payments import copy
from app.payments.queries import paid_payment
from app.rescheduling.copy import RESCHEDULE_HOLD_ENDED
from app.tips.queries import tipped_booking
from app.web.htmx import go


def to_own_page(order: Order) -> ResponseReturnValue:
    """Show or redirect to the page of what an order without bookings pays for, such as a gift card or a tip."""
    if order.is_charged_later:
        return of_charge(order)
    if order.is_gift_card:
        return go(url_for("gift_cards.show", order_id=order.public_id))
    if order.is_package:
        return go(url_for("packages.show", pass_id=pass_number(order.id)))
    if order.is_invoice:
        return of_invoice(order)
    return of_tip(order) if order.is_tip else to_move(order)


def of_invoice(order: Order) -> ResponseReturnValue:
    """Redirect from the payment page to the venue's invoices, with a message about the result."""
    if order.state is OrderState.CONFIRMED:
        flash(_("You paid %(amount)s. Thank you.", amount=usd(order.total_cents)))
    elif order.state is OrderState.REFUNDED:
        flash(_("This was settled in the meantime, so we’re refunding your payment."), "error")
    return go(url_for("invoices.index"))


def to_move(order: Order) -> ResponseReturnValue:
    """Redirect an order that pays to reschedule a booking to its page under that booking."""
    booking = session.get_one(Booking, order.reschedules_booking_id)
    return go(url_for("rescheduling.pay_reschedule", booking_id=booking.public_id))


def of_move(order: Order) -> ResponseReturnValue:
    """Redirect from the payment page to the rescheduled booking, with a message about the result."""
    bookings = rescheduled_by(order)
    if order.state is OrderState.PENDING:
        return to_move(order)
    booking, number = bookings[0], len(bookings)
    when = moment_zone(booking.starts_at, booking.venue.zone)
    message = {
        OrderState.CONFIRMED: ngettext(
            "Rescheduled to %(time)s.", "Your %(num)d bookings have new times, from %(time)s.", number, time=when
        ),
        OrderState.REFUNDED: copy.moved_too_late(order, paid_payment(order.id), number),
        OrderState.EXPIRED: RESCHEDULE_HOLD_ENDED,
    }[order.state]
    flash(str(message), "message" if order.state is OrderState.CONFIRMED else "error")
    return go(url_for("bookings.show", booking_id=booking.public_id))


def of_tip(order: Order) -> ResponseReturnValue:
    """Redirect from the payment page of a tip to its booking, with a message about the result."""
    booking = tipped_booking(order)
    if order.state is OrderState.PENDING:
        return go(url_for("tips.show", booking_id=booking.public_id))
    if order.state is OrderState.CONFIRMED:
        flash(
            _(
                "Thank you. Your tip of %(amount)s goes to %(venue)s.",
                amount=usd(order.total_cents),
                venue=booking.venue.name,
            )
        )
    elif order.state is OrderState.REFUNDED:
        flash(_("You tipped before, so we’re refunding this second tip."), "error")
    else:
        flash(_("Your tip wasn’t paid. You weren’t charged."), "error")
    return go(url_for("bookings.show", booking_id=booking.public_id))


def show_charge(order: Order) -> ResponseReturnValue:
    """Show what is charged later, to a guest whose card couldn't be charged without them."""
    booking = booking_charged_by(order.id)
    return render_template(
        "checkout/later.html", order=order, booking=booking, what=what(order, booking), now=clock.now()
    )


def of_charge(order: Order) -> ResponseReturnValue:
    """Redirect from the payment page to the booking that was charged for, with a message about the result."""
    if order.state is OrderState.CONFIRMED:
        flash(_("You paid %(amount)s. Thank you.", amount=usd(order.total_cents)))
    elif order.state is OrderState.EXPIRED:
        flash(_("This charge is no longer due."))
    return to_booking(order) if order.state is not OrderState.PENDING else show_charge(order)


def to_booking(order: Order) -> ResponseReturnValue:
    return go(url_for("bookings.show", booking_id=booking_charged_by(order.id).public_id))


def paid_bookings(order: Order) -> Sequence[Booking]:
    """Return the bookings that an order paid for, its own or another order's; none for a gift card."""
    if order.is_tip:
        return [tipped_booking(order)]
    if order.is_charged_later:
        return [booking_charged_by(order.id)]
    return order.bookings or rescheduled_by(order)
