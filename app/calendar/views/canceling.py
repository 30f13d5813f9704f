"""The venue cancels a visit."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import person
from app.bookings.actions import cancel_item, cancel_refund
from app.bookings.enums import Actor, ItemState
from app.bookings.queries import item_of_venue
from app.calendar.blueprint import bp
from app.calendar.forms import CancelForm
from app.calendar.views.asking import local_day
from app.filters import usd
from app.htmx import go, render
from app.venues.guards import own_venue
from app.venues.models import Venue


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
