"""Our calendar as other programs read it (RFC 5545 and 7986): bookings and the venue's own blocks.

Its URL may leak one day, so it only shows what a colleague looking over a shoulder may see: never what guests wrote,
what they paid or how to reach them, and their names only as far as the venue chose. The same bookings produce the same
bytes, so repeated requests learn that nothing changed.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from icalendar import Calendar, Event, vText

from app.booking_emails.calendar_file import PRODUCT
from app.bookings.copy.bookings import named, title
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.calendar_sync.models import CalendarFeed
from app.calendar_sync.queries import Kept
from app.core.sentences import listed
from app.email.links import host, link
from app.venues.enums import GuestNames
from app.venues.models import Venue

# How often other programs should read it; Google follows its own schedule.
REFRESH = timedelta(minutes=15)


def calendar_of(feed: CalendarFeed, bookings: Sequence[Booking], blocks: Sequence[Kept]) -> bytes:
    """Return the complete calendar file. `bookings` must have their venue order and order loaded."""
    venue = feed.venue
    name = f"{feed.member.name}, {venue.name}" if feed.member else venue.name
    file = Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        file.add(key, value)
    for key, words in (("name", name), ("x-wr-calname", name), ("x-wr-timezone", venue.zone_name)):
        file.add(key, vText(words))
    file.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    file.add("x-published-ttl", "PT15M")
    for booking in bookings:
        file.add_component(_visit(venue, booking, of_one=feed.member is not None))
    for kept in blocks:
        file.add_component(_block(venue, kept, of_one=feed.member is not None))
    return bytes(file.to_ical())


def _visit(venue: Venue, booking: Booking, *, of_one: bool) -> Event:
    order = booking.venue_order.order
    who = {GuestNames.NONE: "", GuestNames.FIRST: order.first_name, GuestNames.FULL: order.name}[venue.feed_names]
    what = title(booking) if of_one else named(booking)
    page = link(
        "calendar.day", day=booking.starts_at.astimezone(venue.zone).date().isoformat(), booking=booking.public_id
    )
    event = Event()
    event.add("uid", f"{booking.public_id}@{host()}")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", order.settled_at or order.created_at)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("status", "TENTATIVE" if booking.state is BookingState.REQUESTED else "CONFIRMED")
    event.add("summary", f"{who}: {what}" if who else what)
    event.add("url", page)
    event.add("description", page)
    return event


def _block(venue: Venue, kept: Kept, *, of_one: bool) -> Event:
    """Return a block as an event, without its note, which is private to the venue."""
    block = kept.block
    event = Event()
    event.add("uid", f"{block.public_id}@{host()}")
    event.add("sequence", block.sequence)
    event.add("dtstamp", venue.created_at)
    event.add("dtstart", block.begins)
    event.add("dtend", block.ends)
    event.add("status", "CONFIRMED")
    has_names = bool(kept.names) and not of_one
    event.add("summary", _("Blocked: %(names)s", names=listed(list(kept.names))) if has_names else _("Blocked"))
    return event
