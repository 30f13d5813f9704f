"""Whether the open calendar still stands as it was drawn."""

from datetime import timedelta

from flask import abort, make_response
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_user_or_403, providers_only
from app.calendar.blueprint import bp
from app.calendar.queries.changes import fingerprint_for
from app.calendar.views.request_args import asked_window

LONGEST = timedelta(days=8)


@bp.get("/version")
@providers_only
def version() -> ResponseReturnValue:
    """A word for what stands between two instants; another word than before means: look again. Every open calendar asks
    each second or so, and little is read for it."""
    begins, ends = asked_window()
    if not timedelta() < ends - begins <= LONGEST:
        abort(404)
    response = make_response(fingerprint_for(current_user_or_403().id, (begins, ends), clock.now()))
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = "no-store"
    return response
