"""What a guest has chosen so far, and the strip of days that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.availability.engine.types import Range
from app.catalog.models import AddOn
from app.team.models import TeamMember
from app.venues.models import Venue

DAYS = 14


@dataclass(frozen=True, slots=True)
class Selection:
    """What the guest has chosen so far; all of it is optional."""

    member: TeamMember | None = None
    quantity: int = 1
    day: date | None = None
    first: date | None = None  # the first day of the strip
    start: datetime | None = None
    unavailable: datetime | None = None
    why: time | None = None
    extras: Sequence[AddOn] = ()
    code: str | None = None  # the promo code of the booking that is being rescheduled

    @property
    def extra_minutes(self) -> int:
        return sum(add_on.minutes for add_on in self.extras)

    @property
    def extra_cents(self) -> int:
        return sum(add_on.price_cents for add_on in self.extras)


def first_day(selection: Selection, today: date, last: date) -> date:
    """Return the first day of the strip: unchanged, or moved so that the strip includes the chosen day. Dates before
    today or after the last that can be booked are ignored."""
    first, wanted = (on if on is not None and today <= on <= last else None for on in (selection.first, selection.day))
    if wanted is not None and (first is None or not first <= wanted < first + timedelta(days=DAYS)):
        return wanted if first is not None or wanted >= today + timedelta(days=DAYS) else today
    return first or today


def window_of(venue: Venue, first: date) -> Range:
    """Return the strip's days in UTC, from local midnight to local midnight."""
    begins = datetime.combine(first, time(), venue.zone).astimezone(UTC)
    ends = datetime.combine(first + timedelta(days=DAYS), time(), venue.zone).astimezone(UTC)
    return begins, ends
