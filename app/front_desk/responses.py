"""Responses after an action in the calendar."""

from flask import flash, make_response, render_template
from flask.typing import ResponseReturnValue

from app.core.db import session
from app.core.errors import DomainError
from app.web.htmx import flash_undo, go, notice, vary, wants_partial

# The longest URL for Undo: it is stored in a cookie until the next page.
LONGEST_UNDO = 1500
CHANGED = "calendar:changed"


def done(message: str, there: str, *, about: str, undo: str | None = None) -> ResponseReturnValue:
    """Report what was done, with a button that posts to `undo`. A plain form continues to the page `there`; a dialog
    over the calendar closes, and the calendar refreshes. Only the newest message `about` a booking or block remains,
    because an older Undo no longer works."""
    undo = undo if undo and len(undo) <= LONGEST_UNDO else None
    if wants_partial():
        response = make_response(render_template("front_desk/_done.html", message=message, about=about, undo=undo))
        response.headers["HX-Trigger"] = CHANGED
        return vary(response)
    if undo:
        flash_undo(message, undo, about=about)
    else:
        flash(message)
    return go(there)


def undone(message: str, there: str) -> ResponseReturnValue:
    """Respond to the Undo button as `done` does; the button already has a message of its own."""
    if wants_partial():
        response = make_response(render_template("front_desk/_undone.html", message=message))
        response.headers["HX-Trigger"] = CHANGED
        return vary(response)
    flash(message)
    return go(there)


def refused(error: DomainError, there: str) -> ResponseReturnValue:
    """Report why nothing was done, next to the current calendar."""
    if wants_partial():
        response = notice(
            render_template("front_desk/_undone.html", message=error.message, icon_name="circle-alert"), 409
        )
        response.headers["HX-Trigger"] = CHANGED
        return response
    session.rollback()
    flash(error.message, "error")
    return go(there)
