"""The page of a repeating booking: all of its dates before anything is in the cart."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import optional_user
from app.bookings.queries.orders import held_bookings
from app.cart import repeats
from app.cart.current import current_cart
from app.cart.forms import written
from app.catalog.queries import add_ons_offered, service_of
from app.core.errors import DomainError
from app.slot_picker.addresses import minutes_of
from app.slot_picker.copy import series as copy
from app.slot_picker.selection import Selection
from app.slot_picker.series import SeriesRequest, series_of
from app.slot_picker.views import bp
from app.slot_picker.views.times import parse_option, parse_selection
from app.venues.queries import venue_seen_by
from app.web.htmx import go, render, wants_partial
from app.web.links import moved


@bp.get("/venues/<slug>/<service>/repeat")
def repeat(slug: str, service: str) -> ResponseReturnValue:
    return show(slug, service)


@bp.post("/venues/<slug>/<service>/repeat")
def look_at_repeat(slug: str, service: str) -> ResponseReturnValue:
    """Show the dates for what was chosen so far. Nothing is stored; a plain form gets an address to return to."""
    if wants_partial():
        return show(slug, service)
    venue = venue_seen_by(optional_user(), slug)
    sold = service_of(venue, service)
    kept = {
        name: request.values.getlist(name) for name in request.values if name in KEPT or name in repeats.PICKS.values()
    }
    return go(url_for("slot_picker.repeat", slug=venue.slug, service=sold.slug, **kept))  # type: ignore[arg-type]


KEPT = {"start", "minutes", "with", "quantity", "extra", "weeks", "ends", "times", "until"}


def show(slug: str, service: str) -> ResponseReturnValue:
    user = optional_user()
    venue = venue_seen_by(user, slug)
    if venue.slug != slug:
        return moved("slot_picker.repeat", slug=venue.slug, service=service)
    sold = service_of(venue, service)
    given = request.values
    option, selection = parse_option(sold), parse_selection(sold, add_ons_offered(sold.id))
    times = url_for("slot_picker.slots", slug=venue.slug, service=sold.slug, **params_of(option, selection))
    if selection.start is None:
        return go(times)
    wanted, problem, dates = repeats.repeat_input(given), "", []
    try:
        dates = repeats.dates_to_book(venue.zone, selection.start, wanted)
    except DomainError as refused:
        problem = refused.message
    cart = current_cart()
    picks = repeats.picks_of(given)
    shown = dates and series_of(
        venue,
        SeriesRequest(option, selection, dates, picks),
        cart=cart,
        user_id=user.id if user else None,
        own_bookings=held_bookings(cart),
    )
    return render(
        "slot_picker/series.html",
        "slot_picker/_series.html",
        status=422 if problem else 200,
        venue=venue,
        service=sold,
        option=option,
        selection=selection,
        repeat=wanted,
        problem=problem,
        note=repeats.limit(dates) if dates and repeats.is_cut_short(wanted, dates) else "",
        shown=shown or None,
        times_href=times,
        kept=pairs_of(params_of(option, selection) | {"start": written(selection.start)}),
        copy=copy,
        repeats=repeats,
        written=written,
    )


def params_of(option: Any, selection: Selection) -> dict[str, Any]:
    """Return what is chosen as URL parameters, without the time."""
    return {
        "minutes": minutes_of(option),
        "with": selection.member.slug if selection.member else None,
        "quantity": selection.quantity if selection.quantity > 1 else None,
        "extra": [add_on.key for add_on in selection.extras],
    }


def pairs_of(params: Mapping[str, Any]) -> list[tuple[str, object]]:
    """Return parameters as the hidden fields of a form."""
    found = [(name, value if isinstance(value, list) else [value]) for name, value in params.items()]
    return [(name, each) for name, values in found for each in values if each is not None]
