"""Polling for changes of an open calendar."""

from datetime import timedelta

from flask import abort, make_response
from flask.typing import ResponseReturnValue

from app.accounts.guards import current_user_or_403, providers_only
from app.calendar.queries.changes import fingerprint_for
from app.calendar.views import bp
from app.core import clock
from app.front_desk.request_args import parse_window

LONGEST = timedelta(days=8)


@bp.get("/version")
@providers_only
def version() -> ResponseReturnValue:
    """Return a fingerprint of the calendar between two instants; a new value means that the page must reload. Every
    open calendar polls about once a second, so it reads little."""
    begins, ends = parse_window()
    if not timedelta() < ends - begins <= LONGEST:
        abort(404)
    response = make_response(fingerprint_for(current_user_or_403().id, (begins, ends), clock.now()))
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = "no-store"
    return response
