"""A place that is held for somebody who waited."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.accounts.guards import person, signed_in
from app.bookings import words as visit_words
from app.bookings.queries import order_of
from app.htmx import go
from app.payments.words import rules
from app.waiting import words
from app.waiting.enums import WaitState
from app.waiting.queries import Standing, wait_of
from app.waiting.views.blueprint import bp
from app.waiting.views.wishes import let_go, paid_meanwhile


@bp.get("/waiting/<wait_id>")
@signed_in
def show(wait_id: str) -> ResponseReturnValue:
    """How the wish stands: the time that is held, with its clock, or that there is none (any more)."""
    standing = Standing(wait_of(person().id, wait_id))
    offered = standing.wait.order if standing.state is WaitState.OFFERED else None
    order = order_of(person().id, offered.public_id) if offered else None
    return render_template(
        "waiting/show.html",
        wait=standing.wait,
        state=standing.state,
        booking=order.bookings[0] if order else standing.booking,
        order=order,
        rules=rules(order) if order else (),
        now=clock.now(),
        words=words,
        visit_words=visit_words,
    )


@bp.post("/waiting/<wait_id>/refuse")
@signed_in
def refuse(wait_id: str) -> ResponseReturnValue:
    """No, thanks: the next person is asked at once, and the wish keeps its place for another time."""
    wait = wait_of(person().id, wait_id)
    after = let_go(wait)
    if after.state is WaitState.TAKEN:
        return paid_meanwhile()
    if after.state is WaitState.WAITING:
        flash(_("We’re offering this time to the next guest. You’re still on the waitlist."))
    return go(url_for("bookings.index", _anchor="waiting"))
