"""The days of a service's time picker with their priced times. Times are in the venue's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _

from app.availability.copy import why as why_words
from app.availability.day_parts import PARTS, DayPart, window_of_part
from app.availability.engine.types import Start
from app.availability.enums import UnavailableReason
from app.availability.schedules import ServiceSchedule
from app.catalog.models import Service
from app.core import clock
from app.deals.price_spans import StartPrices
from app.deals.pricing import PriceList, Quote
from app.slot_picker.selection import DAYS, Selection
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class Priced:
    """A start that can be booked, with its price."""

    at: datetime
    quote: Quote


@dataclass(frozen=True, slots=True)
class PickerDay:
    date: date
    starts: Sequence[Priced]
    is_open: bool
    today: bool
    # Closing time (UTC) if the day can still be booked; a time could open up until then.
    bookable_until: datetime | None = None
    is_beyond_window: bool = False
    has_closed: bool = False

    @property
    def could_open_up(self) -> bool:
        """Return whether joining the waitlist makes sense."""
        return self.bookable_until is not None

    @property
    def is_over(self) -> bool:
        """Return whether it is too late for every time of the day, whatever is booked."""
        return self.is_open and not self.is_beyond_window and not self.could_open_up

    @property
    def low_cents(self) -> int | None:
        """Return the lowest deal price per guest."""
        return min((priced.quote.price_each for priced in self.starts if priced.quote.is_deal), default=None)

    @property
    def note(self) -> str:
        """Return the text shown in place of the number of times."""
        if self.starts:
            return ""
        return day_note(
            is_open=self.is_open and not self.has_closed, is_beyond_window=self.is_beyond_window, is_over=self.is_over
        )


@dataclass(frozen=True, slots=True)
class UnavailableStart:
    """Why a time is unavailable, and the next one that is available. Without `words` the time is available, and `next`
    is that time."""

    at: time
    words: str
    next: Priced | None = None
    # Booked by other guests: it could open up again.
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class DayPartStarts:
    """The morning, afternoon or evening of a day, its times, and whether one of them could open up."""

    of: DayPart
    starts: Sequence[Priced]
    could_open_up: bool


@dataclass(frozen=True, slots=True)
class ServiceStarts:
    """A service's starts for one guest's choice, priced."""

    plan: ServiceSchedule
    prices: PriceList
    selection: Selection

    @property
    def member_id(self) -> int | None:
        return self.selection.member.id if self.selection.member else None

    @property
    def pricing(self) -> StartPrices:
        """Return the prices of this choice for a guest who books now."""
        return StartPrices(
            self.prices,
            clock.now(),
            self.selection.quantity,
            self.member_id,
            self.selection.code,
            self.selection.extra_cents,
        )

    def priced(self, at: datetime) -> Priced:
        return Priced(at, self.pricing.quote(at))

    def days(self, first: date, today: date) -> list[PickerDay]:
        starts = self.plan.available(quantity=self.selection.quantity, member_id=self.member_id).instants()
        by_date: dict[date, list[Priced]] = {}
        zone = self.plan.zone
        for at, price in zip(starts, self.pricing.quotes(starts), strict=True):
            by_date.setdefault(at.astimezone(zone).date(), []).append(Priced(at, price))
        dates = [first + timedelta(days=n) for n in range(DAYS)]
        return [self.day(on, by_date.get(on, []), today) for on in dates]

    def day(self, on: date, starts: Sequence[Priced], today: date) -> PickerDay:
        ends = closing_time(self.plan, on)
        within = on <= today + timedelta(days=self.plan.booking_window)
        until = ends if ends and within and is_in_time(self.plan, on) else None
        has_closed = ends is not None and ends <= clock.now()
        return PickerDay(
            on, starts, ends is not None, on == today, until, is_beyond_window=not within, has_closed=has_closed
        )

    def near(self, missed: datetime) -> list[Priced]:
        """Return the available times closest to an unavailable one."""
        found = self.plan.nearest(missed, quantity=self.selection.quantity, member_id=self.member_id)
        return [self.priced(start.at) for start in found]

    def explain(self, service: Service, day: date, at: time) -> UnavailableStart:
        local = datetime.combine(day, at)
        found = self.plan.check_wall(local, quantity=self.selection.quantity, member_id=self.member_id)
        if isinstance(found, Start):
            return UnavailableStart(at, "", self.priced(found.at))
        names = {performer.member_id: performer.member.first_name for performer in service.performers}
        words = why_words(found, self.plan, names, anyone=self.member_id is None, quantity=self.selection.quantity)
        then = self.priced(found.next) if found.next else None
        taken = found.reason in {UnavailableReason.TAKEN, UnavailableReason.FULL}
        return UnavailableStart(at, words, then, taken)


def closing_time(plan: ServiceSchedule, on: date) -> datetime | None:
    """Return when the venue closes on a local date (UTC), or None if it doesn't open."""
    return max((closes for _, closes in plan.open_on(on)), default=None)


def is_in_time(plan: ServiceSchedule, on: date) -> bool:
    """Return whether the last start before the venue closes could still be booked, if nothing else is booked."""
    ends = closing_time(plan, on)
    minutes = min((resource.duration or plan.duration for resource in plan.resources), default=plan.duration)
    return ends is not None and clock.now() + timedelta(minutes=plan.minimum_notice + minutes) <= ends


def day_note(*, is_open: bool, is_beyond_window: bool, is_over: bool) -> str:
    """Return why a day has no times, in a word or two: Closed, Opens later, Too late, Full."""
    if not is_open:
        return _("Closed")
    if is_beyond_window:
        return _("Opens later")
    return _("Too late") if is_over else _("Full")


def chosen_day(
    days: Sequence[PickerDay], selection: Selection, missed: datetime | None, venue: Venue
) -> PickerDay | None:
    """Return the requested day, or the day of the requested time; else the first with an available time."""
    instant = missed or selection.start
    wanted = selection.day or (instant.astimezone(venue.zone).date() if instant else None)
    fallback = next((day for day in days if day.starts), None)
    return next((day for day in days if day.date == wanted), fallback)


def parts_of(day: PickerDay, plan: ServiceSchedule) -> list[DayPartStarts]:
    """Return the day's times by morning, afternoon and evening."""
    hours = [(priced, priced.at.astimezone(plan.zone).hour) for priced in day.starts]
    return [
        DayPartStarts(part, [priced for priced, hour in hours if part.holds(hour)], may_free(day, part, plan))
        for part in PARTS
    ]


def may_free(day: PickerDay, part: DayPart, plan: ServiceSchedule) -> bool:
    """Return whether a start in this part of the day could still be booked if another guest canceled."""
    if not day.could_open_up:
        return False
    begins, ends = window_of_part(plan.zone, day.date, part)
    soonest = clock.now() + timedelta(minutes=plan.minimum_notice)
    return any(max(opens, begins, soonest) < min(closes, ends) for opens, closes in plan.open_on(day.date))
