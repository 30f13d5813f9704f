"""The parts that emails about bookings share: recipients, links, and blocks about a booking and its guest."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.bookings.copy.bookings import booking_number, named, when
from app.bookings.copy.series import repeats
from app.bookings.copy.terms import policy, waiting
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.email.body import ActionLink, BookingEntry, EmailBlock, Facts
from app.email.links import link
from app.email.message import Recipient
from app.orders.copy import way_before

TO_GUEST = lazy_gettext("You’re getting this email because you booked on CozyWish.")
TO_VENUE = lazy_gettext("You’re getting this email because your venue takes bookings on CozyWish.")


def guest(order: Order) -> Recipient:
    return Recipient(order.name, order.email)


def to_its_page(booking: Booking, *, main: bool = False) -> list[EmailBlock]:
    """Link to the booking's page, unless a front desk booking has no account that could open it."""
    return [ActionLink(_("View booking"), page_of(booking), main=main)] if booking.order.user_id else []


def to_receipt(order: Order | None) -> list[EmailBlock]:
    """Link to the receipts of an order, if there is one."""
    return [ActionLink(_("Get receipt"), link("bookings.receipt", order_id=order.public_id))] if order else []


def page_of(booking: Booking) -> str:
    return link("bookings.show", booking_id=booking.public_id)


def in_calendar(booking: Booking) -> str:
    """Link to the day in the venue's calendar with the booking beside it; on a phone, to the booking itself."""
    return f"{link('calendar.day', day=booking.day.isoformat(), booking=booking.public_id)}#booking"


def service_at(booking: Booking) -> str:
    return _("%(service)s at %(venue)s", service=booking.title, venue=booking.venue.name)


def booked(booking: Booking, bookings: list[Booking]) -> BookingEntry:
    """Build a booking's entry, with directions and arrival notes only at the first booking of each venue."""
    venue = booking.venue
    phone = _("Phone: %(phone)s", phone=venue.phone) if venue.phone else ""
    rows = [line for line in (f"{venue.name}, {venue.address}", venue.directions, venue.arrival_note, phone) if line]
    known = any(other.venue.id == venue.id for other in bookings[: bookings.index(booking)])
    waits = waiting(booking) if booking.is_requested else ""
    lines = [
        waits,
        repeats(booking),
        *([venue.name] if known else rows),
        way_before(bookings, booking),
        policy(booking),
    ]
    lines += [booking_number(booking)] if len(bookings) > 1 else []
    return BookingEntry(when(booking), named(booking), [line for line in lines if line])


def who(*bookings: Booking) -> Facts:
    """Build the facts about the guest of bookings at one venue, with the number of each booking."""
    order, numbers = bookings[0].order, ", ".join(booking.public_id for booking in bookings)
    label = _("Booking number") if len(bookings) == 1 else _("Booking numbers")
    rows = [(_("Guest"), order.name), (_("Phone"), order.phone), (_("Email"), order.email), (label, numbers)]
    return Facts([(name, value) for name, value in rows if value])
