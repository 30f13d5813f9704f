"""A day by person, and a booking beside it."""

from datetime import timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.bookings import words
from app.bookings.models import BookingItem
from app.bookings.queries import item_of_venue
from app.calendar.blocks import drawing
from app.calendar.blueprint import bp
from app.calendar.queries import day_plan
from app.calendar.views.asking import BESIDE, asked_day, local_day
from app.venues.guards import own_venue
from app.venues.models import Venue


@bp.get("/")
@own_venue
def day(venue: Venue) -> ResponseReturnValue:
    """One day of the provider's own venue; `booking` names the one that is shown beside it."""
    chosen = request.args.get("booking")
    item = item_of_venue(venue.id, chosen) if chosen else None
    on = asked_day() or local_day(item, venue)

    def link(other: BookingItem) -> str:
        return url_for(".day", day=on, booking=other.public_id, _anchor=BESIDE)

    plan = day_plan(venue, on)
    drawn = drawing(plan, now=clock.now(), current=chosen, link=link)
    shown = {
        "venue": venue,
        "on": on,
        "drawn": drawn,
        "item": item,
        "now": clock.now(),
        "step": timedelta(days=1),
        "words": words,
    }
    return render_template("calendar/day.html", workplace=venue.name, today=local_day(None, venue), **shown)
