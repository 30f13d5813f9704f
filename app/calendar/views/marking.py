"""One tap each: arrived, missed, paid, yes. Each can be taken back."""

from collections.abc import Callable
from functools import wraps

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

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
        act(item, item.venue_order.order)
        return go(came_from() or beside(item, venue))

    return own_venue(view)


@bp.post("/bookings/<item_id>/arrived")
@own_visit
def arrived(item: BookingItem, order: Order) -> None:
    arrive(item_id=item.id, user_id=person().id)
    flash_undo(_("%(guest)s is marked as arrived.", guest=order.name), url_for(".not_arrived", item_id=item.public_id))


@bp.post("/bookings/<item_id>/arrived/undo")
@own_visit
def not_arrived(item: BookingItem, order: Order) -> None:
    undo_arrival(item_id=item.id, user_id=person().id)
    flash(_("%(guest)s is no longer marked as arrived.", guest=order.name))


@bp.post("/bookings/<item_id>/missed")
@own_visit
def missed(item: BookingItem, order: Order) -> None:
    miss(item_id=item.id, user_id=person().id)
    said = _("%(guest)s is marked as a no-show.", guest=order.name)
    if item.price_cents and not order.is_from_desk:
        said = f"{said} {_('Their payment isn’t refunded automatically.')}"
    flash_undo(said, url_for(".not_missed", item_id=item.public_id))


@bp.post("/bookings/<item_id>/missed/undo")
@own_visit
def not_missed(item: BookingItem, order: Order) -> None:
    undo_miss(item_id=item.id, user_id=person().id)
    flash(_("%(guest)s is no longer marked as a no-show.", guest=order.name))


@bp.post("/bookings/<item_id>/paid")
@own_visit
def paid(item: BookingItem, order: Order) -> None:
    """How a guest paid at the desk: each way is a button of one form."""
    try:
        settled_by = SettledBy(request.form.get("settled_by", ""))
    except ValueError:
        raise DomainError(_("Choose how the guest paid: cash, card, or other.")) from None
    mark_paid(item_id=item.id, settled_by=settled_by, user_id=person().id)
    flash(
        {
            SettledBy.UNPAID: _("%(guest)s is marked as not paid yet.", guest=order.name),
            SettledBy.CASH: _("%(guest)s is marked as paid in cash.", guest=order.name),
            SettledBy.CARD: _("%(guest)s is marked as paid by card.", guest=order.name),
            SettledBy.OTHER: _("%(guest)s is marked as paid.", guest=order.name),
        }[settled_by]
    )


@bp.post("/bookings/<item_id>/confirm")
@own_visit
def confirm(item: BookingItem, order: Order) -> None:
    """Yes to a visit that waits for it."""
    when = moment(item.starts_at, item.venue_order.venue.zone)
    agree(item_id=item.id, user_id=person().id)
    flash(
        _(
            "Request accepted: %(name)s, %(time)s. We’ll email %(guest)s.",
            name=order.name,
            time=when,
            guest=order.first_name,
        )
    )
