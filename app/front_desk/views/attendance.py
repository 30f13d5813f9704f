"""Actions of one tap: check in, mark as a no-show, mark as paid, accept. Check-ins and no-shows have Undo."""

from collections.abc import Callable
from functools import wraps

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.bookings.actions import attendance
from app.bookings.actions.attendance import mark_no_show, mark_paid
from app.bookings.actions.later import open_charge
from app.bookings.actions.requests import accept_request
from app.bookings.enums import SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import booking_of_venue
from app.bookings.queries.refunds import refundable_cents
from app.core.errors import DomainError
from app.core.formats import moment
from app.core.sentences import join_sentences
from app.front_desk.request_args import beside, came_from
from app.front_desk.views import bp
from app.later_charges.copy import for_owner
from app.venues.enums import Ability
from app.venues.guards import own_member_id, own_venue
from app.venues.models import Venue
from app.web.htmx import flash_undo, go

Act = Callable[[Booking, Order], None]


def own_booking(ability: Ability) -> Callable[[Act], Callable[..., ResponseReturnValue]]:
    """Turn an action on a booking of the venue into a view that returns to the page where the button was pressed."""

    def guard(act: Act) -> Callable[..., ResponseReturnValue]:
        @wraps(act)
        def view(venue: Venue, booking_id: str) -> ResponseReturnValue:
            booking = booking_of_venue(venue.id, booking_id, member_id=own_member_id())
            act(booking, booking.venue_order.order)
            return go(came_from() or beside(booking, venue))

        return own_venue(ability)(view)

    return guard


@bp.post("/bookings/<booking_id>/check-in")
@own_booking(Ability.TAKE_ATTENDANCE)
def check_in(booking: Booking, order: Order) -> None:
    attendance.check_in(booking_id=booking.id, user_id=current_user_or_403().id)
    flash_undo(
        _("%(guest)s is marked as arrived.", guest=order.name),
        url_for("front_desk.undo_check_in", booking_id=booking.public_id),
    )


@bp.post("/bookings/<booking_id>/check-in/undo")
@own_booking(Ability.TAKE_ATTENDANCE)
def undo_check_in(booking: Booking, order: Order) -> None:
    attendance.undo_check_in(booking_id=booking.id, user_id=current_user_or_403().id)
    flash(_("%(guest)s is no longer marked as arrived.", guest=order.name))


@bp.post("/bookings/<booking_id>/no-show")
@own_booking(Ability.TAKE_ATTENDANCE)
def no_show(booking: Booking, order: Order) -> None:
    zone = booking.venue.zone
    mark_no_show(booking_id=booking.id, user_id=current_user_or_403().id)
    message = _("%(guest)s is marked as a no-show.", guest=order.name)
    if charge := open_charge(booking.id):
        message = join_sentences(message, for_owner(charge, booking, zone))
    elif refundable_cents(booking):
        message = join_sentences(message, _("Their payment isn’t refunded automatically."))
    flash_undo(message, url_for("front_desk.undo_no_show", booking_id=booking.public_id))


@bp.post("/bookings/<booking_id>/no-show/undo")
@own_booking(Ability.TAKE_ATTENDANCE)
def undo_no_show(booking: Booking, order: Order) -> None:
    attendance.undo_no_show(booking_id=booking.id, user_id=current_user_or_403().id)
    flash(_("%(guest)s is no longer marked as a no-show.", guest=order.name))


@bp.post("/bookings/<booking_id>/paid")
@own_booking(Ability.CHANGE_BOOKINGS)
def paid(booking: Booking, order: Order) -> None:
    """Record how a guest paid in person. Each payment method is a button of one form."""
    try:
        settled_by = SettledBy(request.form.get("settled_by", ""))
    except ValueError:
        raise DomainError(_("Choose how the guest paid: cash, card, or other.")) from None
    mark_paid(booking_id=booking.id, settled_by=settled_by, user_id=current_user_or_403().id)
    flash(
        {
            SettledBy.UNPAID: _("%(guest)s is marked as not paid yet.", guest=order.name),
            SettledBy.CASH: _("%(guest)s is marked as paid in cash.", guest=order.name),
            SettledBy.CARD: _("%(guest)s is marked as paid by card.", guest=order.name),
            SettledBy.OTHER: _("%(guest)s is marked as paid.", guest=order.name),
        }[settled_by]
    )


@bp.post("/bookings/<booking_id>/accept")
@own_booking(Ability.CHANGE_BOOKINGS)
def accept(booking: Booking, order: Order) -> None:
    """Accept a pending request."""
    when = moment(booking.starts_at, booking.venue_order.venue.zone)
    accept_request(booking_id=booking.id, user_id=current_user_or_403().id)
    flash(
        _(
            "Request accepted: %(name)s, %(time)s. We’ll email %(guest)s.",
            name=order.name,
            time=when,
            guest=order.first_name,
        )
    )
