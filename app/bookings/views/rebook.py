"""Rebooking in one tap: the same service at the available time closest to the guest's usual one."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.bookings.blueprint import bp
from app.bookings.copy import rebook as copy
from app.bookings.queries import booking_of_user, held_bookings
from app.bookings.rebook import suggest_rebooking
from app.cart.actions import add_line
from app.cart.current import own_cart
from app.cart.forms import slot_params
from app.core.errors import DomainError
from app.web.htmx import flash_way, go


@bp.post("/bookings/<booking_id>/rebook")
@login_required
def rebook(booking_id: str) -> ResponseReturnValue:
    """Add the suggested booking to the cart with a message about what was chosen.

    If there is nothing to suggest, redirect to the times of the service; if the service is no longer offered, to the
    venue or the search.
    """
    booking = booking_of_user(current_user_or_403().id, booking_id)
    if not booking.venue.is_public or not booking.service.active:
        flash(str(copy.NO_LONGER_OFFERED), "error")
        here = booking.venue.is_public
        return go(url_for("discovery.venue", slug=booking.venue.slug) if here else url_for("discovery.search"))
    cart = own_cart()
    found = suggest_rebooking(booking, mine=held_bookings(cart))
    times = url_for("discovery.slots", slug=booking.venue.slug, service=booking.service.slug)
    if found is None:
        flash(copy.nothing_free(booking), "error")
        return go(times)
    try:
        line = add_line(cart=cart, wish=found.wish, mine=held_bookings(cart))
    except DomainError as refused:
        flash(refused.message, "error")
        return go(times)
    chosen = slot_params(booking.venue, booking.service, found.wish, found.member, found.extras)
    asked = {**chosen, "slug": chosen.pop("venue"), "line": line.public_id}
    other = url_for("discovery.slots", **{name: value for name, value in asked.items() if name != "venue"})
    flash_way(copy.chosen_again(booking, found), _("Choose another time"), other)
    return go(url_for("cart.index"))
