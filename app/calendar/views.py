"""The provider's calendar: a day by person, and a booking beside it."""

from datetime import date, timedelta

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import person
from app.bookings import words
from app.bookings.actions import cancel_item, cancel_refund
from app.bookings.enums import Actor, ItemState
from app.bookings.models import BookingItem
from app.bookings.queries import item_of_venue
from app.calendar.blocks import drawing
from app.calendar.forms import CancelForm
from app.calendar.queries import day_plan
from app.filters import usd
from app.htmx import go, render
from app.venues.guards import own_venue
from app.venues.models import Venue

bp = Blueprint("calendar", __name__, url_prefix="/calendar")

# Where a booking stands on the page of its day: beside the calendar, on a phone far below it.
BESIDE = "booking"


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


@bp.route("/bookings/<item_id>/cancel", methods=["GET", "POST"])
@own_venue
def cancel(venue: Venue, item_id: str) -> ResponseReturnValue:
    """Cancel a visit with a reason that the guest reads; all of its money goes back."""
    item, form = item_of_venue(venue.id, item_id), CancelForm()
    back = cancel_refund(item, actor=Actor.PROVIDER)
    if item.state is not ItemState.CONFIRMED or not form.validate_on_submit():
        status = 422 if form.errors else 200
        shown = {"venue": venue, "item": item, "form": form, "back": back, "workplace": venue.name}
        return render("calendar/cancel.html", "calendar/_cancel.html", status=status, **shown)
    guest = item.booking.order.name
    done = cancel_item(item_id=item.id, actor=Actor.PROVIDER, user_id=person().id, reason=form.reason.value)
    flash(f"Canceled. {usd(done.refund_cents)} goes back to {guest}, who gets a mail.")
    # Without the place on the page: going there would only scroll, where the page is open already.
    return go(url_for(".day", day=local_day(item, venue), booking=item.public_id))


def asked_day() -> date | None:
    """The day in the address, where it makes sense."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def local_day(item: BookingItem | None, venue: Venue) -> date:
    """The day of a visit there; today without one."""
    return (item.starts_at if item else clock.now()).astimezone(venue.zone).date()
