"""The page of a time that is held for a guest on the waitlist."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.bookings.copy import bookings as booking_copy
from app.bookings.queries.orders import order_of
from app.core import clock
from app.orders import copy as order_copy
from app.payments.copy import later_lines, rules
from app.waitlist import copy
from app.waitlist.enums import WaitlistState
from app.waitlist.queries import EntryStatus, entry_of
from app.waitlist.views import bp
from app.waitlist.views.entries import already_paid, let_go
from app.web.htmx import go


@bp.get("/waitlist/<wait_id>")
@login_required
def show(wait_id: str) -> ResponseReturnValue:
    """Show the status of an entry: the held time with its countdown, or that nothing is held."""
    status = EntryStatus(entry_of(current_user_or_403().id, wait_id))
    offered = status.wait.order if status.state is WaitlistState.OFFERED else None
    order = order_of(current_user_or_403().id, offered.public_id) if offered else None
    return render_template(
        "waitlist/show.html",
        wait=status.wait,
        state=status.state,
        booking=order.bookings[0] if order else status.booking,
        order=order,
        rules=rules(order) if order else (),
        later=later_lines(order) if order else (),
        now=clock.now(),
        copy=copy,
        booking_copy=booking_copy,
        order_copy=order_copy,
    )


@bp.get("/waiting/<wait_id>")
@login_required
def old_show(wait_id: str) -> ResponseReturnValue:
    """Redirect a link from an older email to its current page."""
    entry = entry_of(current_user_or_403().id, wait_id)
    return redirect(url_for("waitlist.show", wait_id=entry.public_id), code=301)


@bp.post("/waitlist/<wait_id>/decline")
@login_required
def decline(wait_id: str) -> ResponseReturnValue:
    """Decline an offer. The next guest gets it immediately, and this entry stays on the waitlist for another time."""
    wait = entry_of(current_user_or_403().id, wait_id)
    after = let_go(wait)
    if after.state is WaitlistState.TAKEN:
        return already_paid()
    if after.state is WaitlistState.WAITING:
        flash(_("We’re offering this time to the next guest. You’re still on the waitlist."))
    return go(url_for("bookings.index", _anchor="waiting"))
