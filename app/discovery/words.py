"""What a venue and its times say, in words. Times are in the venue's zone."""

from datetime import datetime

from app import clock
from app.catalog.models import Service
from app.deals.pricing import Quote
from app.filters import day, duration, hour_of, plural, span
from app.venues.models import Venue


def off_text(quote: Quote) -> str | None:
    """−30%, or nothing at the usual price."""
    return f"−{quote.off_percent}%" if quote.is_deal and quote.off_percent else None


def when(at: datetime, ends: datetime, venue: Venue) -> str:
    """Thu, May 14, 2:30 – 3:30 PM."""
    return f"{day(at, venue.zone)}, {span(at, ends, venue.zone)}"


def quiet_hours(segments: list[tuple[str, int, int]]) -> str:
    """2 PM – 4 PM and 8 PM – 10 PM."""
    return " and ".join(f"{hour_of(begins)} – {hour_of(ends)}" for _, begins, ends in segments)


def rule(venue: Venue, free_until: datetime) -> str:
    """What canceling the chosen time would mean."""
    if free_until > clock.now():
        return f"Free to cancel until {day(free_until, venue.zone)}, {_clock(free_until, venue)}."
    if venue.cancel_keep_percent == 100:
        return f"Starts in under {venue.cancel_free_hours} hours, so it cannot be refunded."
    return (
        f"Starts in under {venue.cancel_free_hours} hours: canceling keeps {venue.cancel_keep_percent}% of the price."
    )


def _clock(at: datetime, venue: Venue) -> str:
    local = at.astimezone(venue.zone)
    return hour_of(local.hour * 60 + local.minute)


def service_line(service: Service) -> str:
    return f"{service.title}, {duration(service.duration_minutes)}"


def guests(number: int) -> str:
    return plural(number, "guest", "guests")


def policy(venue: Venue) -> str:
    """The cancellation policy in one line."""
    free = f"Free to cancel until {venue.cancel_free_hours} hours before."
    if venue.cancel_keep_percent == 100:
        return free
    return f"{free} After that {venue.cancel_keep_percent}% is kept."
