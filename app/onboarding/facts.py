"""A listing as text, for admins to read and for a second review to compare with. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from app.catalog.models import AddOn, Service
from app.core.formats import duration, hours_span, miles, usd_short
from app.taxonomy.models import Tag
from app.venue_pages.profile import Profile
from app.venues.cancellation import in_general
from app.venues.models import Venue
from app.venues.places import miles_from_zip_code, zip_area

Fact = tuple[str, str]

AUTOMATIC = "Bookings are confirmed automatically"
# How earlier submissions stored a rule, and how it is written now.
EARLIER_WORDS = (
    (re.compile(r"^Bookings are confirmed at once$", re.MULTILINE), AUTOMATIC),
    (re.compile(r"^(Free cancellation until the start time)$", re.MULTILINE), r"\1."),
    (
        re.compile(r"^Free cancellation until (\d+ hours?) before the start, then no refund$", re.MULTILINE),
        r"Free cancellation up to \1 before the start. After that, no refund.",
    ),
    (
        re.compile(r"^Free cancellation until (\d+ hours?) before the start, then a (\d+% refund)$", re.MULTILINE),
        r"Free cancellation up to \1 before the start. After that, you get a \2.",
    ),
)


def in_current_words(stored: Iterable[Sequence[str]]) -> list[Fact]:
    """Return stored facts in today's words, so that only what the owner changed differs."""
    return [(label, _in_current_words(text)) for label, text in stored]


def _in_current_words(text: str) -> str:
    for pattern, words in EARLIER_WORDS:
        text = pattern.sub(words, text)
    return text


def facts(shown: Profile, tags: Sequence[Tag], add_ons: Mapping[int, Sequence[AddOn]]) -> list[Fact]:
    """Describe a listing as (label, text) pairs in the order of the page; lines of a text are separated by line breaks.

    `add_ons` maps each service's id to its add-ons.
    """
    venue = shown.venue
    services = [offer.service for _, offers in shown.groups for offer in offers]
    rows = [
        ("Name", venue.name),
        ("Kind", f"{venue.category.name}, {venue.type.label}"),
        ("Address", venue.address),
        ("Pin on the map", _pin(venue)),
        ("Neighborhood", venue.neighborhood),
        ("Phone", venue.phone),
        ("About", venue.summary),
        ("Good to know", ", ".join(tag.name for tag in tags)),
        ("Finding it", "\n".join(filter(None, (venue.directions, venue.arrival_note)))),
        ("Services", "\n".join(_service(service, add_ons.get(service.id, ())) for service in services)),
        ("Team", "\n".join(f"{member.name}, {what}" if what else member.name for member, what in shown.team)),
        *((day.name, ", ".join(hours_span(*span) for span in day.spans) or "Closed") for day in shown.week),
        ("Booking rules", "\n".join(_rules(venue))),
        ("Questions", "\n".join(f"{faq.question}\n{faq.answer}" for faq in shown.faqs)),
    ]
    return [(label, text) for label, text in rows if text]


def _pin(venue: Venue) -> str:
    """Return how far the pin is from the center of the ZIP code, and whether the owner confirmed it."""
    area = zip_area(venue.postal_code)
    if area is None:
        return ""
    away = miles_from_zip_code(area, venue.latitude, venue.longitude)
    where = f"{miles(away)} from the center of ZIP code {area.code}" if away else f"Center of ZIP code {area.code}"
    confirmed = "confirmed by the owner" if venue.position_confirmed else "not confirmed by the owner"
    return f"{where} ({venue.latitude:.5f}, {venue.longitude:.5f}), {confirmed}"


def _service(service: Service, add_ons: Sequence[AddOn]) -> str:
    """Describe a service on separate lines: its options, what differs for a team member, and its add-ons."""
    first = service.first_option
    words = f"{service.title}, {_option(first.duration_minutes, first.price_cents)}"
    lines = [f"{words}: {service.description}" if service.description else words]
    lines += [f"Or {_option(option.duration_minutes, option.price_cents)}" for option in service.options[1:]]
    names = {performer.member_id: performer.member.name for performer in service.performers}
    for option in service.options:
        of = f"{duration(option.duration_minutes)} with" if len(service.options) > 1 else "With"
        for own in option.members:
            if own.member_id in names:
                lines.append(f"{of} {names[own.member_id]}: {_option(own.duration_minutes, own.price_cents)}")
    if service.cancel_free_hours is not None or service.cancel_keep_percent is not None:
        lines.append(in_general(service.free_hours, service.keep_percent))
    for add_on in add_ons:
        longer = f", {duration(add_on.minutes)}" if add_on.minutes else ""
        lines.append(f"Add-on: {add_on.title}{longer}, {usd_short(add_on.price_cents)}")
    return "\n".join(lines)


def _option(minutes: int | None, cents: int | None) -> str:
    """Return a duration and a price: "1 hr, $110"; None is left out."""
    length = [duration(minutes)] if minutes is not None else []
    return ", ".join([*length, *([usd_short(cents)] if cents is not None else [])])


def _rules(venue: Venue) -> list[str]:
    """List the booking rules that guests agree to."""
    answer = _counted(venue.accept_within_hours, "hour", "hours") if venue.accept_within_hours is not None else ""
    move = _counted(venue.reschedule_hours, "hour", "hours") if venue.reschedule_hours is not None else ""
    days, notice = _counted(venue.booking_window_days, "day", "days"), duration(venue.minimum_notice_minutes)
    booking = f"{days}, minimum notice {notice}" if venue.minimum_notice_minutes else f"{days}, no minimum notice"
    rules = [
        in_general(venue.cancel_free_hours, venue.cancel_keep_percent),
        f"Guests can reschedule until {move} before the start" if move else "Guests can’t reschedule online",
        f"Booking window {booking}",
        f"The venue accepts or declines each request within {answer}" if answer else AUTOMATIC,
    ]
    if venue.max_upcoming is not None:
        rules.append(f"Up to {_counted(venue.max_upcoming, 'upcoming booking', 'upcoming bookings')} per guest")
    return rules


def _counted(number: int, one: str, many: str) -> str:
    """Return a number with its unit: 24 hours.

    Always in English: facts are stored and compared with those of other days.
    """
    return f"{number:,} {one if number == 1 else many}"
