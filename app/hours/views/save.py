"""A change of hours is made first and looked at then: what it would leave outside is asked about, never canceled."""

from collections.abc import Callable

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.bookings.out_of_hours import KEEP, confirmation_token, is_confirmed, newly_out_of_hours
from app.venues.models import Venue


def question_before(
    venue: Venue, change: Callable[[], object], *, plain_act: bool = False
) -> ResponseReturnValue | None:
    """Make a change in this transaction. When bookings lie outside the hours because of it, and nobody has said to keep
    them, the answer is the question: 409, which takes the change back. Otherwise None.

    The question sends the same form again. `plain_act`: the form was a button alone, so the way back is the page.
    """
    found = newly_out_of_hours(venue, change)
    if not found or is_confirmed(found, request.form.get(KEEP)):
        return None
    shown = {"venue": venue, "found": found, "agreement": confirmation_token(found), "plain_act": plain_act}
    return render_template("hours/question.html", workplace=venue.name, **shown), 409
