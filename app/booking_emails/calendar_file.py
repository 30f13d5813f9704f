"""Bookings as a calendar file (RFC 5545), for the guest's calendar or the venue's.

Times are in UTC. Apple, Google and Outlook all read UTC instants alike and show them in the reader's own time zone.
They differ on a time zone in the file: Outlook needs a rule, others need a table, and Google uses only the zone's name.
The venue's local time is in the description as text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from flask_babel import gettext as _
from icalendar import Calendar, Event, vCalAddress

from app.bookings.copy.bookings import title, when, with_team_member, with_what
from app.bookings.copy.series import repeats
from app.bookings.copy.terms import policy
from app.bookings.models.bookings import Booking
from app.core import clock
from app.core.settings import settings
from app.email.links import host, link
from app.email.message import Attachment

PRODUCT = "-//CozyWish//Bookings//EN"
CONTENT_TYPE = "text/calendar"


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar file. `method` is PUBLISH, or CANCEL if all of its bookings are canceled."""

    name: str
    method: str
    content: bytes

    @property
    def parameters(self) -> dict[str, str]:
        """Return the content type's parameters: email apps look for the method there."""
        return {"charset": "utf-8", "method": self.method}

    @property
    def attachment(self) -> Attachment:
        return Attachment(self.name, CONTENT_TYPE, self.content, self.parameters)


def for_guest(bookings: Sequence[Booking], *, name: str) -> CalendarFile:
    """Build one event for each booking for the guest's calendar. `name` is the file name without .ics."""
    return _file([_of_guest(booking) for booking in bookings], bookings, name)


def for_venue(bookings: Sequence[Booking], *, name: str) -> CalendarFile:
    """Build the same events for the venue's calendar."""
    return _file([_of_venue(booking) for booking in bookings], bookings, name)


def _file(events: Sequence[Event], bookings: Sequence[Booking], name: str) -> CalendarFile:
    method = "CANCEL" if all(booking.is_canceled for booking in bookings) else "PUBLISH"
    file = Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", method)):
        file.add(key, value)
    for event in events:
        file.add_component(event)
    return CalendarFile(f"{name}.ics", method, file.to_ical())


def _of_guest(booking: Booking) -> Event:
    venue = booking.venue
    # A guest whom the venue booked may have no account, and so no page for the booking.
    mine = booking.order.user_id is not None
    page = link("bookings.show", booking_id=booking.public_id) if mine else link("venue_pages.venue", slug=venue.slug)
    lines = [
        venue.arrival_note,
        venue.directions,
        _("Questions? Call %(phone)s.", phone=venue.phone) if venue.phone else "",
    ]
    description_lines = [
        ", ".join(filter(None, (with_team_member(when(booking), booking), with_what(booking)))),
        repeats(booking),
        *([] if booking.is_canceled else [*lines, policy(booking)]),
        page,
    ]
    return _event(
        booking, _("%(service)s at %(venue)s", service=booking.title, venue=venue.name), description_lines, page
    )


def _of_venue(booking: Booking) -> Event:
    """Build the venue's event without the guest's note: it may mention their health, and calendars are shared."""
    order = booking.order
    page = link("calendar.day", day=booking.day.isoformat(), booking=booking.public_id)
    description_lines = [
        with_team_member(when(booking), booking),
        repeats(booking),
        ", ".join(part for part in (order.name, order.phone, order.email) if part),
        page,
    ]
    return _event(booking, f"{title(booking)}: {order.name}", description_lines, page)


def _event(booking: Booking, summary: str, description_lines: Sequence[str], page: str) -> Event:
    venue = booking.venue
    event = Event()
    event.add("uid", f"{booking.public_id}@{host()}")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("status", "CANCELLED" if booking.is_canceled else "TENTATIVE" if booking.is_requested else "CONFIRMED")
    event.add("summary", summary)
    event.add("location", f"{venue.name}, {venue.address}")
    event.add("geo", venue.position)
    event.add("description", "\n".join(line for line in description_lines if line))
    event.add("url", page)
    event.add("organizer", _organizer())
    return event


def _organizer() -> vCalAddress:
    """Return the contact for an event: required in a file that is published or canceled (RFC 5546)."""
    name, address = parseaddr(settings().mail_from)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = name or address
    return organizer
