"""One tap each: arrived, missed, paid, yes. Each can be taken back."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import person
from app.bookings.actions import agree, arrive, mark_paid, miss, undo_arrival, undo_miss
from app.bookings.enums import SettledBy
from app.bookings.models import BookingItem
from app.bookings.queries import item_of_venue
from app.calendar.blueprint import bp
from app.calendar.views.asking import beside, came_from
from app.errors import DomainError
from app.filters import moment
from app.htmx import flash_undo, go
from app.venues.guards import own_venue
from app.venues.models import Venue


@bp.post("/bookings/<item_id>/arrived")
@own_venue
def arrived(venue: Venue, item_id: str) -> ResponseReturnValue:
    item = item_of_venue(venue.id, item_id)
    order = item.booking.order
    arrive(item_id=item.id, user_id=person().id)
    flash_undo(f"{order.name} has arrived.", url_for(".not_arrived", item_id=item_id))
    return back_to(item, venue)


@bp.post("/bookings/<item_id>/arrived/undo")
@own_venue
def not_arrived(venue: Venue, item_id: str) -> ResponseReturnValue:
    item = item_of_venue(venue.id, item_id)
    order = item.booking.order
    undo_arrival(item_id=item.id, user_id=person().id)
    flash(f"{order.name} is not marked as arrived.")
    return back_to(item, venue)


@bp.post("/bookings/<item_id>/missed")
@own_venue
def missed(venue: Venue, item_id: str) -> ResponseReturnValue:
    item = item_of_venue(venue.id, item_id)
    order = item.booking.order
    miss(item_id=item.id, user_id=person().id)
    kept = " What was paid stays with you." if item.price_cents and not order.is_from_desk else ""
    said = f"{order.name} is marked as missed.{kept}"
    flash_undo(said, url_for(".not_missed", item_id=item_id))
    return back_to(item, venue)


@bp.post("/bookings/<item_id>/missed/undo")
@own_venue
def not_missed(venue: Venue, item_id: str) -> ResponseReturnValue:
    item = item_of_venue(venue.id, item_id)
    order = item.booking.order
    undo_miss(item_id=item.id, user_id=person().id)
    flash(f"{order.name} is not marked as missed any more.")
    return back_to(item, venue)


@bp.post("/bookings/<item_id>/paid")
@own_venue
def paid(venue: Venue, item_id: str) -> ResponseReturnValue:
    """How a guest paid at the desk: each way is a button of one form."""
    item = item_of_venue(venue.id, item_id)
    order = item.booking.order
    try:
        settled_by = SettledBy(request.form.get("settled_by", ""))
    except ValueError:
        raise DomainError("Choose how it was paid: in cash, by card, or another way.") from None
    mark_paid(item_id=item.id, settled_by=settled_by, user_id=person().id)
    flash(
        {
            SettledBy.UNPAID: f"{order.name} has not paid yet.",
            SettledBy.CASH: f"{order.name} paid in cash.",
            SettledBy.CARD: f"{order.name} paid by card.",
            SettledBy.OTHER: f"{order.name} paid.",
        }[settled_by]
    )
    return back_to(item, venue)


@bp.post("/bookings/<item_id>/confirm")
@own_venue
def confirm(venue: Venue, item_id: str) -> ResponseReturnValue:
    """Yes to a visit that waits for it."""
    item = item_of_venue(venue.id, item_id)
    order = item.booking.order
    agree(item_id=item.id, user_id=person().id)
    flash(f"Confirmed: {order.name}, {moment(item.starts_at, venue.zone)}. {order.first_name} gets a mail.")
    return back_to(item, venue)


def back_to(item: BookingItem, venue: Venue) -> ResponseReturnValue:
    """To the page on which it was done, which shows how it stands now."""
    return go(came_from() or beside(item, venue))
