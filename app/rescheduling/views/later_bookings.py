"""Rescheduling a booking of a series together with the later ones, by the guest: all dates before anything changes."""

from collections.abc import Sequence
from datetime import datetime

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.availability.actions import SlotUnavailable
from app.bookings.copy import bookings as booking_copy
from app.bookings.copy import cancellation as cancellation_copy
from app.bookings.copy import series as series_copy
from app.bookings.forms import signed_cents
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import booking_of_user, later_in_series
from app.bookings.queries.orders import waiting_for_payment
from app.cart import repeats
from app.cart.forms import ANY, instant, written
from app.core.db import retry_deadlocks, session
from app.core.errors import Conflict
from app.deals.actions.redemptions import DealExhausted
from app.payments.copy import card
from app.payments.queries import paid_payment
from app.rescheduling import copy
from app.rescheduling import series_copy as later_copy
from app.rescheduling.actions.guest_changes import TermsChanged
from app.rescheduling.actions.records import VersionConflict
from app.rescheduling.actions.series_by_guest import NewStart, reschedule_series_by_guest
from app.rescheduling.series_dates import SeriesChange, series_change
from app.rescheduling.views import bp
from app.rescheduling.views.arguments import member_id, sensible
from app.rescheduling.views.payment import to_payment
from app.slot_picker.copy import series as date_copy
from app.web.htmx import go, render, wants_partial


@bp.get("/bookings/<booking_id>/reschedule-later")
@login_required
def reschedule_later(booking_id: str) -> ResponseReturnValue:
    """Show the new date of this booking and of each later one, for the time chosen for the first."""
    return elsewhere(booking_id) or page(booking_id)


@bp.post("/bookings/<booking_id>/reschedule-later/look")
@login_required
def look_at_later(booking_id: str) -> ResponseReturnValue:
    """Show the total for what was chosen so far. Nothing is stored; a plain form gets an address to return to."""
    away = elsewhere(booking_id)
    if away is not None or wants_partial():
        return away or page(booking_id)
    names = {"start", "with", *repeats.PICKS.values()}
    kept = {name: request.form[name] for name in request.form if name in names}
    return go(url_for("rescheduling.reschedule_later", booking_id=booking_id, **kept))  # type: ignore[arg-type]


@bp.post("/bookings/<booking_id>/reschedule-later")
@login_required
def do_reschedule_later(booking_id: str) -> ResponseReturnValue:
    """Reschedule to the dates and for the total that were shown, or show them again if something changed."""
    away = elsewhere(booking_id)
    if away is not None:
        return away
    try:
        change = loaded(booking_id)
        problem = problem_with(change)
        return page(booking_id, problem=problem) if problem else changed(booking_id, change)
    except (TermsChanged, DealExhausted, VersionConflict) as other:
        session.rollback()
        return page(booking_id, problem=other.message)
    except SlotUnavailable:
        session.rollback()
        return page(booking_id, problem=_("One of these times was just booked. Your bookings haven’t changed."))
    except Conflict as conflict:
        session.rollback()
        flash(conflict.message, "error")
        return go(url_for("bookings.show", booking_id=booking_id))


def problem_with(change: SeriesChange) -> str:
    """Return why the dates can't be what the page showed, or empty."""
    sent = {at for at in repeats.picks_of(request.form).values() if at is not None}
    if request.form.get("versions") != versions(change.bookings):
        return _("Your bookings changed while you were deciding. Check the list below.")
    if not change.moves:
        return _("Choose a new time for at least one date.")
    if sent != {date.picked.at for date in change.dates if date.picked}:
        return _("Check the new times below, then reschedule.")
    return ""


def changed(booking_id: str, change: SeriesChange) -> ResponseReturnValue:
    """Reschedule, or hold the new times and continue to the payment."""
    agreed = signed_cents(request.form.get("total"))
    user_id, order_id = current_user_or_403().id, change.bookings[0].order.id
    starts = [NewStart(one.booking.id, one.starts_at, one.member_id, one.booking.sequence) for one in change.moves]
    done = retry_deadlocks(
        lambda: reschedule_series_by_guest(
            starts=starts, difference=10**9 if agreed is None else agreed, user_id=user_id
        )
    )
    if isinstance(done, Order):
        session.commit()
        return to_payment(booking_id, done.id)
    flash(later_copy.rescheduled_now(done, card(paid_payment(order_id))))
    return go(url_for("bookings.show", booking_id=booking_id))


def elsewhere(booking_id: str) -> ResponseReturnValue | None:
    """Return where to go if there is nothing to choose here, None otherwise."""
    booking = booking_of_user(current_user_or_403().id, booking_id)
    why = copy.cannot_reschedule(booking)
    if why:
        flash(why, "error")
        return go(url_for("bookings.show", booking_id=booking_id))
    later = later_in_series(booking)
    together = {one.id: one for one in [booking, *later]}
    for waiting in waiting_for_payment(together):
        return go(url_for("rescheduling.pay_reschedule", booking_id=together[waiting].public_id))
    if not later or chosen_start() is None:
        return go(url_for("rescheduling.reschedule", booking_id=booking_id, later=1 if later else None))
    return None


def chosen_start() -> datetime | None:
    return sensible(instant, request.values.get("start"))


def loaded(booking_id: str) -> SeriesChange:
    """Return the new dates of a booking and the later ones of its series."""
    booking = booking_of_user(current_user_or_403().id, booking_id)
    to = chosen_start() or booking.starts_at
    return series_change(
        [booking, *later_in_series(booking)],
        to,
        repeats.picks_of(request.values),
        anyone=request.values.get("with") == ANY,
        code=booking.order.code,
    )


def versions(bookings: Sequence[Booking]) -> str:
    return " ".join(f"{one.public_id}:{one.sequence}" for one in bookings)


def page(booking_id: str, *, problem: str = "") -> ResponseReturnValue:
    """Render all dates with the total; a problem is why nothing was changed, with status 409."""
    try:
        change = loaded(booking_id)
    except Conflict as conflict:
        flash(conflict.message, "error")
        return go(url_for("bookings.show", booking_id=booking_id))
    booking = change.bookings[0]
    return render(
        "rescheduling/later.html",
        "rescheduling/_later.html",
        status=409 if problem else 200,
        booking=booking,
        change=change,
        problem=problem,
        start=request.values.get("start"),
        who=request.values.get("with"),
        anyone=member_id(booking, request.values.get("with")) is None,
        versions=versions(change.bookings),
        card=card(paid_payment(booking.order.id)),
        copy=booking_copy,
        cancellation_copy=cancellation_copy,
        rescheduling_copy=copy,
        series_copy=series_copy,
        later_copy=later_copy,
        date_copy=date_copy,
        written=written,
    )
