"""Emailing the guests of imported bookings, once the owner says so.

An order without an email address sends no email of any kind. That is the one gate: reminders, intake forms, changes
and cancellations all ask the order. Imported orders begin without one.
"""

from sqlalchemy import update

from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.guests.models import Guest
from app.imports.enums import ImportKind, ImportState
from app.imports.errors import ImportErrorCode
from app.imports.models import Import, ImportRow
from app.imports.queries import lock_import
from app.venues.queries import lock_venue


def start_emailing(*, found: Import) -> None:
    """Let the guests of an import get emails about their upcoming bookings. Raises DomainError if they can't."""
    lock_import(found.id)
    if found.kind is not ImportKind.BOOKINGS or found.state is not ImportState.DONE or found.emailing_at is not None:
        raise Conflict(ImportErrorCode.STATE_CHANGED)
    lock_venue(found.venue)
    if not found.venue.can_email_guests:
        raise DomainError(ImportErrorCode.CANNOT_EMAIL)
    found.emailing_at = clock.now()
    session.flush()
    defer("imports.start_emails", import_id=found.id)


def email_guests(*, import_id: int) -> None:
    """Give the orders of upcoming bookings their guests' addresses, and ask for the intake forms that they need."""
    found = lock_import(import_id)
    if found.emailing_at is None or found.state is not ImportState.DONE:
        return
    changed = session.execute(
        update(Order)
        .where(
            Order.id == VenueOrder.order_id,
            Order.email == "",
            Booking.venue_order_id == VenueOrder.id,
            Booking.state == BookingState.CONFIRMED,
            Booking.starts_at > clock.now(),
            ImportRow.booking_id == Booking.id,
            ImportRow.import_id == found.id,
            Guest.id == VenueOrder.guest_id,
            Guest.email != "",
        )
        .values(email=Guest.email)
        .returning(VenueOrder.id)
        .execution_options(synchronize_session=False)
    ).all()
    for row in sorted(changed):
        defer("intake.ask", venue_order_id=row.id)
