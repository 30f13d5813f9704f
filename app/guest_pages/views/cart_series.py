"""A repeating booking in the cart: adding it and removing it."""

from dataclasses import replace

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guards import optional_user
from app.availability.actions import SlotUnavailable
from app.bookings.queries.orders import held_bookings
from app.cart import repeats
from app.cart.actions import series as series_actions
from app.cart.actions.lines import add_line
from app.cart.current import own_cart
from app.cart.forms import slot_input, slot_request
from app.catalog.queries import add_ons_offered, service_of
from app.core.db import session
from app.core.errors import Conflict
from app.slot_picker.series import Slots, room_in
from app.venues.queries import venue_by_slug
from app.web.htmx import go

bp = Blueprint("cart_series", __name__, url_prefix="/cart/series")


@bp.post("/")
def add() -> ResponseReturnValue:
    """Add the picked dates of a repeating booking, all or none.

    If one can't be added, redirects to the dates with what was picked; they say what to change.
    """
    given = slot_input(request.values)
    venue = venue_by_slug(given.venue)
    service = service_of(venue, given.service)
    offered = add_ons_offered(service.id)
    weeks = repeats.parse_repeat(repeats.repeat_input(request.values)).weeks
    starts = sorted({at for at in repeats.picks_of(request.values).values() if at is not None})
    cart, user = own_cart(), optional_user()
    own = held_bookings(cart)
    slot = slot_request(service, given, offered)
    slots = Slots(service, slot.member_id, max(1, slot.quantity), starts)
    room = room_in(venue, slots, cart=cart, user_id=user.id if user else None, own_bookings=own)
    if not 1 <= len(starts) <= room.left:
        return back_to_dates()
    try:
        if len(starts) == 1:
            add_line(cart=cart, slot=replace(slot, starts_at=starts[0]), own_bookings=own)
        else:
            series_actions.add_series(cart=cart, slot=slot, starts=starts, weeks=weeks, own_bookings=own)
    except SlotUnavailable:
        session.rollback()
        flash(_("One of your dates is no longer available. Nothing was added yet. Check the dates again."), "error")
        return back_to_dates()
    flash(
        ngettext(
            "%(num)d %(service)s booking is in your cart.",
            "%(num)d %(service)s bookings are in your cart.",
            len(starts),
            service=service.title,
        )
    )
    return go(url_for("cart.index"))


@bp.post("/<key>/remove")
def remove(key: str) -> ResponseReturnValue:
    """Remove all bookings of a series from the cart."""
    number = series_actions.remove_series(cart=own_cart(), key=key)
    flash(
        ngettext("%(num)d booking was removed from your cart.", "%(num)d bookings were removed from your cart.", number)
    )
    return go(url_for("cart.index"))


@bp.post("/<key>/payment")
def payment(key: str) -> ResponseReturnValue:
    """Choose to pay for each date after it, or for all of them now."""
    each = request.form.get("pay") == "each"
    try:
        series_actions.set_payment(cart=own_cart(), key=key, each=each)
    except Conflict as refused:
        flash(refused.message, "error")
        return go(url_for("cart.index"))
    flash(
        _("Each date is charged to your card after it. At checkout, you agree to that.")
        if each
        else _("You pay for all dates at checkout.")
    )
    return go(url_for("cart.index"))


def back_to_dates() -> ResponseReturnValue:
    kept = {name: values for name, values in request.values.to_dict(flat=False).items() if name != "csrf_token"}
    slug, service = kept.pop("venue"), kept.pop("service")
    return go(url_for("slot_picker.repeat", slug=slug[0], service=service[0], **kept))  # type: ignore[arg-type]
