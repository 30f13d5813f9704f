"""The page on which a guest tips, and the owner's switch for tips."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.bookings.copy import bookings as booking_copy
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import booking_of_user
from app.core.db import session
from app.core.errors import Conflict, DomainError, Unavailable
from app.tips.forms import TipForm
from app.tips.gateway_flows import open_tip
from app.tips.queries import LEAST_CENTS, check_tip, most_cents, suggestions
from app.venues.actions.details import set_tips
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import go, render
from app.web.route_limits import limited

bp = Blueprint("tips", __name__)


@bp.get("/bookings/<booking_id>/tip")
@login_required
def show(booking_id: str) -> ResponseReturnValue:
    booking = booking_of_user(current_user_or_403().id, booking_id)
    try:
        check_tip(booking)
    except Conflict as refused:
        return back(booking, refused.message)
    return page(booking, TipForm(formdata=None))


@bp.post("/bookings/<booking_id>/tip")
@limited("checkout")
@login_required
def pay(booking_id: str) -> ResponseReturnValue:
    """Create the tip and go to the payment page. A tip that was started before ends first, unless it is paid."""
    booking, form = booking_of_user(current_user_or_403().id, booking_id), TipForm()
    if not form.validate_on_submit():
        return page(booking, form)
    try:
        there = open_tip(booking_id=booking.id, cents=form.amount.value or 0)
    except DomainError as refused:
        session.rollback()
        booking = booking_of_user(current_user_or_403().id, booking_id)
        if isinstance(refused, (Conflict, Unavailable)):
            return back(booking, refused.message)
        form.amount.errors = [refused.message]
        return page(booking, form)
    return go(there or url_for("bookings.show", booking_id=booking_id))


def back(booking: Booking, message: str) -> ResponseReturnValue:
    flash(message, "error")
    return go(url_for("bookings.show", booking_id=booking.public_id))


def page(booking: Booking, form: TipForm) -> ResponseReturnValue:
    return render(
        "tips/show.html",
        "tips/_form.html",
        status=422 if form.errors else 200,
        booking=booking,
        form=form,
        suggestions=suggestions(booking.price_cents),
        least=LEAST_CENTS,
        most=most_cents(booking.price_cents),
        copy=booking_copy,
    )


@bp.post("/venue/payouts/tips")
@own_venue(Ability.MANAGE_PAYOUTS)
def switch(venue: Venue) -> ResponseReturnValue:
    """Turn tips on or off."""
    set_tips(venue=venue, on=request.form.get("tips") == "on")
    flash(_("Guests can tip after their booking.") if venue.takes_tips else _("Guests can no longer tip online."))
    return go(url_for("payouts.index", _anchor="tips"))
