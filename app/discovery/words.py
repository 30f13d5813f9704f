"""What a venue and its times say, in words. Times are in the venue's zone."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from app import clock
from app.catalog.models import AddOn, Service
from app.deals.pricing import Quote
from app.discovery.profile import Weekday
from app.filters import day, duration, hour_of, plural, span, usd_short
from app.venues.models import Venue


def off_text(quote: Quote) -> str | None:
    """−30%, or nothing at the usual price."""
    return f"−{quote.off_percent}%" if quote.is_deal and quote.off_percent else None


def when(at: datetime, ends: datetime, venue: Venue) -> str:
    """Thu, May 14, 2:30 – 3:30 PM."""
    return f"{day(at, venue.zone)}, {span(at, ends, venue.zone)}"


def quiet_hours(segments: list[tuple[str, int, int]]) -> str:
    """2 PM – 4 PM and 8 PM – 10 PM."""
    return _all_of([(begins, ends) for _, begins, ends in segments])


def about_line(segments: Sequence[object]) -> str:
    """Say what the line of a day shows."""
    return "From open to close, with off-peak hours marked." if segments else "No off-peak prices on this day."


def quiet_week(week: Sequence[Weekday]) -> str:
    """Tue to Thu, 2 PM – 4 PM; Fri, 1 PM – 3 PM. Empty where no weekday is off-peak."""
    runs = [(list(days), quiet) for quiet, days in groupby(week, key=lambda day: list(day.quiet)) if quiet]
    said = [f"{_from_to(days)}, {_all_of(quiet)}" for days, quiet in runs]
    return f"{'; '.join(said)}." if said else ""


def _from_to(days: Sequence[Weekday]) -> str:
    first, last = days[0].name[:3], days[-1].name[:3]
    return first if first == last else f"{first} to {last}"


def _all_of(spans: Sequence[tuple[int, int]]) -> str:
    return " and ".join(f"{hour_of(begins)} – {hour_of(ends)}" for begins, ends in spans)


def rule(service: Service, free_until: datetime) -> str:
    """What canceling the chosen time would mean."""
    venue = service.venue
    if free_until > clock.now():
        return f"Free to cancel until {day(free_until, venue.zone)}, {_clock(free_until, venue)}."
    if service.keep_percent == 100:
        return f"Starts in under {service.free_hours} hours, so it cannot be refunded."
    return f"Starts in under {service.free_hours} hours: canceling keeps {service.keep_percent}% of the price."


def _clock(at: datetime, venue: Venue) -> str:
    local = at.astimezone(venue.zone)
    return hour_of(local.hour * 60 + local.minute)


def service_line(service: Service, minutes: int) -> str:
    return f"{service.title}, {duration(minutes)}"


def more(add_on: AddOn) -> str:
    """+15 min, +$20: what an add-on takes and costs besides."""
    parts = [f"+{duration(add_on.minutes)}"] * bool(add_on.minutes)
    return ", ".join([*parts, f"+{usd_short(add_on.price_cents)}" if add_on.price_cents else "free"])


def toggled(add_ons: Sequence[AddOn], add_on: AddOn) -> list[str]:
    """The keys of what is chosen once this one is chosen too, or not any more."""
    others = [other.key for other in add_ons if other.id != add_on.id]
    return others if len(others) < len(add_ons) else [*others, add_on.key]


def guests(number: int) -> str:
    return plural(number, "guest", "guests")


def policy(venue: Venue, service: Service | None) -> str:
    """The cancellation policy in one line: of a service, or of the venue."""
    hours = service.free_hours if service else venue.cancel_free_hours
    kept = service.keep_percent if service else venue.cancel_keep_percent
    if not (hours and kept):
        return "Free to cancel until it starts."
    free = f"Free to cancel until {hours} hours before."
    return free if kept == 100 else f"{free} After that {kept}% is kept."
