"""Calendar files of a guest's bookings."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.booking_emails import calendar_file
from app.booking_emails.calendar_file import CONTENT_TYPE, CalendarFile
from app.bookings.enums import OrderState
from app.bookings.queries.bookings import booking_of_user
from app.bookings.queries.orders import order_of
from app.core.errors import NotFound


@login_required
def booking_calendar(booking_id: str) -> ResponseReturnValue:
    booking = booking_of_user(current_user_or_403().id, booking_id)
    return served(calendar_file.for_guest([booking], name=booking.public_id))


@login_required
def order_calendar(order_id: str) -> ResponseReturnValue:
    """Serve one file with all bookings of an order; calendars remove the ones marked as canceled."""
    order = order_of(current_user_or_403().id, order_id)
    if order.state is not OrderState.CONFIRMED or order.is_extra:
        raise NotFound(_("This order has no bookings to add to a calendar."))
    return served(calendar_file.for_guest(order.bookings, name=order.public_id))


def served(file: CalendarFile) -> Response:
    """Serve the file inline, so that phones offer to add it to a calendar; browsers that cannot show it download it."""
    response = Response(file.content)
    response.content_type = f"{CONTENT_TYPE}; charset=utf-8; method={file.method}"
    response.headers["Content-Disposition"] = f'inline; filename="{file.name}"'
    return response


def add_to(bp: Blueprint) -> None:
    """Add the files to the pages of a guest's bookings."""
    bp.add_url_rule("/bookings/<booking_id>/calendar.ics", view_func=booking_calendar)
    bp.add_url_rule("/orders/<order_id>/calendar.ics", view_func=order_calendar)
