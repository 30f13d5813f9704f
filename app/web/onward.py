"""Where a saved form leads: during set-up, to the next open step of the listing if its button said so."""

from flask import request, url_for

NEXT, ANOTHER = "next", "another"


def onward(home: str, *, step: str = "", another: str = "") -> str:
    """Return the address to go to after saving a step of a listing.

    The form's `then`, or that of the pressed button after it, chooses: the next open step after `step` (an endpoint,
    `home` unless given), one more of the same kind (`another`), or `home`, an endpoint.
    """
    then = (request.form.getlist("then") or [""])[-1]
    if then == NEXT:
        return url_for("onboarding.next_step", after=step or home)
    return another if then == ANOTHER and another else url_for(home)
