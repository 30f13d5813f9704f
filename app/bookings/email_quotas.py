"""Limits on the emails that a venue may send to guests.

The venue enters the addresses, so the guests have not agreed to anything. A venue that we never approved cannot send
email; the others can send what a busy front desk needs. Each function returns the reason for the owner to read, or an
empty string.
"""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from app.bookings.enums import OrderKind
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingMessage
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.core.sentences import join_sentences
from app.venues.enums import VenueStatus
from app.venues.models import Venue

BOOKING_EMAILS_A_DAY = 50
MESSAGES_A_DAY = 200
MESSAGES_A_BOOKING = 5
DAY = timedelta(hours=24)


def no_booking_email(venue: Venue) -> str:
    """Return why a guest whom the venue books gets no email; empty if they get one. At most one statement."""
    if not venue.can_email_guests:
        return join_sentences(_("We didn’t email the guest."), _not_approved(venue))
    sent = session.scalar(
        select(func.count())
        .select_from(Order)
        .join(VenueOrder, VenueOrder.order_id == Order.id)
        .where(
            VenueOrder.venue_id == venue.id,
            Order.kind == OrderKind.FRONT_DESK,
            Order.email != "",
            Order.created_at > clock.now() - DAY,
        )
    )
    if (sent or 0) < BOOKING_EMAILS_A_DAY:
        return ""
    return _(
        "We didn’t email the guest. You can email up to %(number)d guests in 24 hours about bookings you add."
        " Call the guest instead.",
        number=BOOKING_EMAILS_A_DAY,
    )


def no_message(booking: Booking, venue: Venue) -> str:
    """Return why the venue cannot message the guest about a booking; empty if it can. At most one statement."""
    if not venue.can_email_guests:
        return join_sentences(_not_approved(venue), _("Call the guest instead."))
    about_it = BookingMessage.booking_id == booking.id
    lately = BookingMessage.at > clock.now() - DAY
    theirs = (
        select(func.count())
        .select_from(BookingMessage)
        .join(Booking, Booking.id == BookingMessage.booking_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(lately, VenueOrder.venue_id == venue.id)
    )
    of_booking = select(func.count()).select_from(BookingMessage).where(about_it)
    written, sent = session.execute(select(of_booking.scalar_subquery(), theirs.scalar_subquery())).one()
    if written >= MESSAGES_A_BOOKING:
        return ngettext(
            "You can send %(num)d message about a booking. Call the guest instead.",
            "You can send up to %(num)d messages about a booking. Call the guest instead.",
            MESSAGES_A_BOOKING,
        )
    if sent >= MESSAGES_A_DAY:
        return ngettext(
            "You can send %(num)d message in 24 hours. Try again tomorrow, or call the guest.",
            "You can send up to %(num)d messages in 24 hours. Try again tomorrow, or call the guest.",
            MESSAGES_A_DAY,
        )
    return ""


def _not_approved(venue: Venue) -> str:
    if venue.status is VenueStatus.SUSPENDED:
        return _("Your venue can’t email guests while it’s suspended.")
    return _("Your venue can email guests after we approve it.")
