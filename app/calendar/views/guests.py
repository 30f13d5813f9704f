"""The guests that the Add booking form suggests while a name is typed."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.bookings.guest_history import GuestOrder, find_guests
from app.calendar.blueprint import bp
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import vary, wants_partial

MOST = 6
LONGEST = 100  # characters of the search text


@bp.get("/guests/suggest")
@own_venue
def suggest_guests(venue: Venue) -> ResponseReturnValue:
    """Suggest guests of this venue by name, phone or email, the most recent first."""
    typed = request.args.get("q", "")[:LONGEST].strip()
    if not wants_partial():
        return vary(make_response(redirect(url_for("guests.index", q=typed or None))))
    found = find_guests(venue, typed, order=GuestOrder.RECENT, limit=MOST).rows if typed else []
    html = render_template("calendar/_guest_suggestions.html", guests=[guest for guest, _ in found])
    return vary(make_response(html))
