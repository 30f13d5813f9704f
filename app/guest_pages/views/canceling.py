"""Canceling a guest's booking, or it and the later ones of its series."""

from collections.abc import Sequence

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.bookings.actions.cancel import cancel_booking, cancel_refund
from app.bookings.actions.cancel_series import cancel_bookings, refunds_on_cancel
from app.bookings.actions.later import cancel_fee
from app.bookings.copy import cancellation as cancellation_copy
from app.bookings.copy import series as series_copy
from app.bookings.enums import UPCOMING_STATES, Actor
from app.bookings.forms import quoted_cents
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import booking_of_user, later_in_series
from app.bookings.queries.orders import order_of
from app.bookings.queries.refunds import keepable_cents, refundable_by_source, refundables_of
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.guest_pages.copy import BOOKING_COPY
from app.payments.queries import paid_payment
from app.payments.what_paid import paid_by
from app.web.fields import MOST_SENT, whole_number
from app.web.htmx import go, render, wants_partial


@login_required
def ask_to_cancel(booking_id: str) -> ResponseReturnValue:
    """Show what would be refunded before anything is canceled."""
    booking = booking_of_user(current_user_or_403().id, booking_id)
    if booking.state not in UPCOMING_STATES:
        return as_it_stands(booking)
    later = later_in_series(booking)
    if later and "later" in request.args:
        return ask_about_later(booking, later)
    return ask(booking, later=later)


@login_required
def cancel(booking_id: str) -> ResponseReturnValue:
    """Cancel for the refund that the page promised, or ask again if the deadline passed in the meantime."""
    booking = booking_of_user(current_user_or_403().id, booking_id)
    fee, kept = (whole_number(request.form.get(name, "0"), most=MOST_SENT) for name in ("fee", "keep"))
    agreed = quoted_cents(request.form), fee, kept
    if "later" in request.form:
        return cancel_later(booking, agreed)
    back_to = paid_by(booking.order, paid_payment(booking.venue_order.order_id))
    try:
        user_id, keep = current_user_or_403().id, "keep" in request.form
        done = cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=user_id, keep=keep)
    except Conflict:
        session.rollback()
        return as_it_stands(booking_of_user(current_user_or_403().id, booking_id))
    if (done.refund_cents, done.fee_cents, done.kept_cents) != agreed:
        session.rollback()
        return ask(booking_of_user(current_user_or_403().id, booking_id), status=409)
    # Canceling reloaded the booking under its lock, without its venue order.
    booking = booking_of_user(user_id, booking_id)
    flash(
        cancellation_copy.kept(booking, done.kept_cents)
        if done.kept_cents
        else cancellation_copy.canceled(booking, done.refund_cents, back_to)
    )
    return go(url_for("bookings.show", booking_id=booking_id))


def cancel_later(booking: Booking, agreed: tuple[int | None, int | None, int | None]) -> ResponseReturnValue:
    """Cancel a booking and the later ones of its series, if these and the refund are what the page showed."""
    user, later = current_user_or_403(), later_in_series(booking)
    ids = [booking.id, *(one.id for one in later)]
    numbers = [booking.public_id, *(one.public_id for one in later)]
    try:
        done = cancel_bookings(booking_ids=ids, actor=Actor.GUEST, user_id=user.id, keep="keep" in request.form)
    except Conflict:
        session.rollback()
        return as_it_stands(booking_of_user(user.id, booking.public_id))
    if (done.refund_cents, done.fee_cents, done.kept_cents, numbers) != (*agreed, request.form.getlist("number")):
        session.rollback()
        found = booking_of_user(user.id, booking.public_id)
        return ask_about_later(found, later_in_series(found), status=409)
    first = booking_of_user(user.id, numbers[0])
    back_to = paid_by(first.order, paid_payment(first.order.id))
    if done.kept_cents:
        back_to = _("your credit at %(venue)s", venue=first.venue.name)
    flash(series_copy.canceled([each.booking for each in done.canceled], done.refund_cents, back_to))
    return go(url_for("bookings.show", booking_id=numbers[0]))


def ask_about_later(booking: Booking, later: Sequence[Booking], *, status: int = 200) -> ResponseReturnValue:
    """Show what would be refunded for a booking and the later ones of its series."""
    together = [booking, *later]
    back = refunds_on_cancel(together, actor=Actor.GUEST)
    left = refundables_of([one.id for one in together])
    return render(
        "bookings/cancel_later.html",
        "bookings/_cancel_later.html",
        status=status,
        booking=booking,
        together=together,
        later=later,
        back=back,
        total=sum(back.values()),
        keepable=sum(keepable_cents(left.get(one.id, ()), back[one.id]) for one in together),
        fee=sum(cancel_fee(one, actor=Actor.GUEST) for one in together),
        paid=sum(one.paid_cents for one in together) if booking.is_paid_online else 0,
        card=paid_by(booking.order, paid_payment(booking.venue_order.order_id)),
        changed=status == 409,
        modal=wants_partial(),
        **BOOKING_COPY,
    )


def ask(booking: Booking, *, status: int = 200, later: Sequence[Booking] = ()) -> ResponseReturnValue:
    """Render the cancellation page; status 409 says that the terms changed since the page before."""
    order = order_of(current_user_or_403().id, booking.venue_order.order.public_id)
    others = [other for other in order.bookings if other.is_upcoming and other.id != booking.id]
    refundable = refundable_by_source(booking)
    left = sum(each.cents for each in refundable if not each.is_tip)
    back = cancel_refund(booking, actor=Actor.GUEST, left=left)
    return render(
        "bookings/cancel.html",
        "bookings/_cancel.html",
        status=status,
        booking=booking,
        later=later,
        others=others,
        back=back,
        keepable=keepable_cents(refundable, back or 0),
        fee=cancel_fee(booking, actor=Actor.GUEST),
        card=paid_by(order, paid_payment(order.id)),
        changed=status == 409,
        modal=wants_partial(),
        now=clock.now(),
        **BOOKING_COPY,
    )


def as_it_stands(booking: Booking) -> ResponseReturnValue:
    """Redirect to the booking's page with its status; after a second click it says that the first one worked."""
    flash(
        cancellation_copy.already(booking, paid_by(booking.order, paid_payment(booking.venue_order.order_id))), "error"
    )
    return go(url_for("bookings.show", booking_id=booking.public_id))


def add_to(bp: Blueprint) -> None:
    """Add canceling to the pages of a guest's bookings."""
    bp.add_url_rule("/bookings/<booking_id>/cancel", view_func=ask_to_cancel)
    bp.add_url_rule("/bookings/<booking_id>/cancel", view_func=cancel, methods=["POST"])
