"""One tap each: arrived, missed, paid, yes. Each can be taken back."""

from collections.abc import Callable
from functools import wraps

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import person
from app.bookings.actions import agree, arrive, mark_paid, miss, undo_arrival, undo_miss
from app.bookings.enums import SettledBy
from app.bookings.models import BookingItem, Order
from app.bookings.queries import item_of_venue
from app.calendar.blueprint import bp
from app.calendar.views.asking import beside, came_from
from app.errors import DomainError
from app.filters import moment
from app.htmx import flash_undo, go
from app.venues.guards import own_venue
from app.venues.models import Venue

Act = Callable[[BookingItem, Order], None]


def own_visit(act: Act) -> Callable[..., ResponseReturnValue]:
    """A view that does something to a visit at the provider's own venue, then shows how it stands on the page on which
    that was asked."""

    @wraps(act)
    def view(venue: Venue, item_id: str) -> ResponseReturnValue:
        item = item_of_venue(venue.id, item_id)
        act(item, item.booking.order)
        return go(came_from() or beside(item, venue))

    return own_venue(view)


@bp.post("/bookings/<item_id>/arrived")
@own_visit
def arrived(item: BookingItem, order: Order) -> None:
    arrive(item_id=item.id, user_id=person().id)
    flash_undo(f"{order.name} has arrived.", url_for(".not_arrived", item_id=item.public_id))


@bp.post("/bookings/<item_id>/arrived/undo")
@own_visit
def not_arrived(item: BookingItem, order: Order) -> None:
    undo_arrival(item_id=item.id, user_id=person().id)
    flash(f"{order.name} is not marked as arrived.")


@bp.post("/bookings/<item_id>/missed")
@own_visit
def missed(item: BookingItem, order: Order) -> None:
    miss(item_id=item.id, user_id=person().id)
    kept = " What was paid stays with you." if item.price_cents and not order.is_from_desk else ""
    said = f"{order.name} is marked as missed.{kept}"
    flash_undo(said, url_for(".not_missed", item_id=item.public_id))


@bp.post("/bookings/<item_id>/missed/undo")
@own_visit
def not_missed(item: BookingItem, order: Order) -> None:
    undo_miss(item_id=item.id, user_id=person().id)
    flash(f"{order.name} is no longer marked as missed.")


@bp.post("/bookings/<item_id>/paid")
@own_visit
def paid(item: BookingItem, order: Order) -> None:
    """How a guest paid at the desk: each way is a button of one form."""
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


@bp.post("/bookings/<item_id>/confirm")
@own_visit
def confirm(item: BookingItem, order: Order) -> None:
    """Yes to a visit that waits for it."""
    when = moment(item.starts_at, item.booking.venue.zone)
    agree(item_id=item.id, user_id=person().id)
    flash(f"Confirmed: {order.name}, {when}. {order.first_name} gets a mail.")
