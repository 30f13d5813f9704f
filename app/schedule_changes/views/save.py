"""Saving hours: apply the change, then ask about bookings that it leaves out of hours; never cancel them."""

from collections.abc import Callable

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.schedule_changes.queries import KEEP, confirmation_token, is_confirmed, newly_out_of_hours
from app.venues.models import Venue


def question_before(
    venue: Venue, change: Callable[[], object], *, plain_act: bool = False
) -> ResponseReturnValue | None:
    """Make a change in this transaction, and return a question if it leaves bookings out of hours.

    The question is a 409, which rolls back the change. Returns None if no booking is left out of hours or the owner has
    confirmed to keep those bookings.

    The question submits the same form again. `plain_act`: the form was only a button, so the link back leads to the
    page.
    """
    found = newly_out_of_hours(venue, change)
    if not found or is_confirmed(found, request.form.get(KEEP)):
        return None
    shown = {"venue": venue, "found": found, "agreement": confirmation_token(found), "plain_act": plain_act}
    return render_template("hours/question.html", workplace=venue.name, **shown), 409
