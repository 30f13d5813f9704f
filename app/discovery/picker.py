"""The content of a service's time picker for one guest's choice. Times are in the venue's zone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext as _

from app import clock
from app.availability.copy import why as why_words
from app.availability.day_parts import PARTS, DayPart, window_of_part
from app.availability.engine import Range, Start
from app.availability.enums import UnavailableReason
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.catalog.models import AddOn, Service
from app.deals.price_spans import Prices
from app.deals.pricing import PriceList, Quote
from app.deals.queries import price_lists
from app.discovery.snapshots import Snapshot, prices_of
from app.team.models import TeamMember
from app.venues.models import Venue

DAYS = 14
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Selection:
    """What the guest has chosen so far; all of it is optional."""

    member: TeamMember | None = None
    quantity: int = 1
    day: date | None = None
    first: date | None = None  # the first day of the strip
    start: datetime | None = None
    gone: datetime | None = None
    why: time | None = None
    extras: Sequence[AddOn] = ()
    code: str | None = None  # the promo code of the booking that is being rescheduled

    @property
    def extra_minutes(self) -> int:
        return sum(add_on.minutes for add_on in self.extras)

    @property
    def extra_cents(self) -> int:
        return sum(add_on.price_cents for add_on in self.extras)


@dataclass(frozen=True, slots=True)
class Priced:
    """A start that can be booked, with its price."""

    at: datetime
    quote: Quote


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    starts: Sequence[Priced]
    is_open: bool
    today: bool
    # Closing time (UTC) if the day can still be booked; a time could open up until then.
    bookable_until: datetime | None = None

    @property
    def could_open_up(self) -> bool:
        """Return whether joining the waitlist makes sense."""
        return self.bookable_until is not None

    @property
    def low_cents(self) -> int | None:
        """Return the lowest deal price per guest."""
        return min((priced.quote.price_each for priced in self.starts if priced.quote.is_deal), default=None)

    @property
    def note(self) -> str:
        """Return the text shown in place of the number of times."""
        if self.starts:
            return ""
        return _("Full") if self.is_open else _("Closed")


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
class Part:
    """The morning, afternoon or evening of a day, its times, and whether one of them could open up."""

    of: DayPart
    starts: Sequence[Priced]
    could_open_up: bool


@dataclass(frozen=True, slots=True)
class Picker:
    venue: Venue
    service: Service
    plan: ServiceSchedule
    prices: PriceList
    asked: Selection
    days: Sequence[Day]
    chosen_day: Day | None
    chosen: Priced | None
    near: Sequence[Priced] = ()
    explained: UnavailableStart | None = None
    parts: Sequence["Part"] = ()

    @property
    def free_until(self) -> datetime | None:
        """Return the last instant at which canceling the chosen start is free of charge."""
        return self.chosen.at - timedelta(hours=self.service.free_hours) if self.chosen else None

    @property
    def minutes(self) -> int:
        """Return the duration with the chosen team member, or the service's own for anyone available, including
        add-ons."""
        return self.service.minutes_with(self.asked.member.id if self.asked.member else None) + self.asked.extra_minutes

    @property
    def ends_at(self) -> datetime | None:
        return self.chosen.at + timedelta(minutes=self.minutes) if self.chosen else None

    @property
    def lowest(self) -> Quote | None:
        """Return the lowest of the displayed prices."""
        quotes = (priced.quote for day in self.days for priced in day.starts)
        return min(quotes, key=lambda price: price.price_each, default=None)

    @property
    def first(self) -> date:
        return self.days[0].date

    @property
    def earlier(self) -> date | None:
        """Return the first day of the previous strip, not before today; None if this strip starts today."""
        today = clock.now().astimezone(self.plan.zone).date()
        return max(today, self.first - timedelta(days=DAYS)) if self.first > today else None

    @property
    def later(self) -> date | None:
        """Return the first day of the next strip; None if it is beyond what can be booked."""
        last = clock.now().astimezone(self.plan.zone).date() + timedelta(days=self.plan.horizon)
        after = self.first + timedelta(days=DAYS)
        return after if after <= last else None


def picker(
    venue: Venue, service: Service, asked: Selection, *, mine: Collection[int] = (), snapshot: Snapshot | None = None
) -> Picker:
    """Return the content of the whole page. `mine` has the ids of bookings whose holds belong to the guest. Five
    statements at most, one or two with a `snapshot` of the venue."""
    today = clock.now().astimezone(venue.zone).date()
    first = first_day(asked, today, today + timedelta(days=service.horizon))
    schedule = snapshot.schedule if snapshot else None
    found = load_schedules([service], window_of(venue, first), except_bookings=mine, schedule=schedule)
    plan = found[service.id].extended_by(asked.extra_minutes)
    found_prices = prices_of([snapshot]) if snapshot and not mine else price_lists([service], except_bookings=mine)
    prices = found_prices[service.id]
    offered = Offered(plan, prices, asked)
    days = offered.days(first, today)
    starts = [priced for day in days for priced in day.starts]
    chosen = next((priced for priced in starts if priced.at == asked.start), None)
    missed = asked.gone or (asked.start if chosen is None else None)
    day = chosen_day(days, asked, missed, venue)
    return Picker(
        venue=venue,
        service=service,
        plan=plan,
        prices=prices,
        asked=asked,
        days=days,
        chosen_day=day,
        chosen=chosen,
        near=offered.near(missed) if missed else (),
        explained=offered.explain(service, day.date, asked.why) if asked.why is not None and day else None,
        parts=parts_of(day, plan) if day else (),
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """A service's starts for one guest's choice, priced."""

    plan: ServiceSchedule
    prices: PriceList
    asked: Selection

    @property
    def member_id(self) -> int | None:
        return self.asked.member.id if self.asked.member else None

    @property
    def pricing(self) -> Prices:
        """Return the prices of this choice for a guest who books now."""
        return Prices(
            self.prices, clock.now(), self.asked.quantity, self.member_id, self.asked.code, self.asked.extra_cents
        )

    def priced(self, at: datetime) -> Priced:
        return Priced(at, self.pricing.quote(at))

    def days(self, first: date, today: date) -> list[Day]:
        starts = self.plan.available(quantity=self.asked.quantity, member_id=self.member_id).instants()
        by_date: dict[date, list[Priced]] = {}
        zone = self.plan.zone
        for at, price in zip(starts, self.pricing.quotes(starts), strict=True):
            by_date.setdefault(at.astimezone(zone).date(), []).append(Priced(at, price))
        dates = [first + timedelta(days=n) for n in range(DAYS)]
        return [self.day(on, by_date.get(on, []), today) for on in dates]

    def day(self, on: date, starts: Sequence[Priced], today: date) -> Day:
        opened = self.plan.open_on(on)
        ends = max((closes for _, closes in opened), default=None)
        soonest = clock.now() + timedelta(minutes=self.plan.notice)
        within = on <= today + timedelta(days=self.plan.horizon)
        return Day(on, starts, bool(opened), on == today, ends if ends and ends > soonest and within else None)

    def near(self, missed: datetime) -> list[Priced]:
        """Return the available times closest to an unavailable one."""
        found = self.plan.nearest(missed, quantity=self.asked.quantity, member_id=self.member_id)
        return [self.priced(start.at) for start in found]

    def explain(self, service: Service, day: date, at: time) -> UnavailableStart:
        local = datetime.combine(day, at)
        found = self.plan.check_wall(local, quantity=self.asked.quantity, member_id=self.member_id)
        if isinstance(found, Start):
            return UnavailableStart(at, "", self.priced(found.at))
        names = {performer.member_id: performer.member.first_name for performer in service.performers}
        words = why_words(found, self.plan, names, anyone=self.member_id is None, quantity=self.asked.quantity)
        then = self.priced(found.next) if found.next else None
        taken = found.reason in {UnavailableReason.TAKEN, UnavailableReason.FULL}
        return UnavailableStart(at, words, then, taken)


def first_day(asked: Selection, today: date, last: date) -> date:
    """Return the first day of the strip: unchanged, or moved so that the strip includes the chosen day. Dates before
    today or after the last that can be booked are ignored."""
    first, wanted = (on if on is not None and today <= on <= last else None for on in (asked.first, asked.day))
    if wanted is not None and (first is None or not first <= wanted < first + timedelta(days=DAYS)):
        return wanted if first is not None or wanted >= today + timedelta(days=DAYS) else today
    return first or today


def window_of(venue: Venue, first: date) -> Range:
    """Return the strip's days in UTC, from local midnight to local midnight."""
    begins = datetime.combine(first, time(), venue.zone).astimezone(UTC)
    ends = datetime.combine(first + timedelta(days=DAYS), time(), venue.zone).astimezone(UTC)
    return begins, ends


def chosen_day(days: Sequence[Day], asked: Selection, missed: datetime | None, venue: Venue) -> Day | None:
    """Return the requested day, or the day of the requested time; else the first with an available time."""
    instant = missed or asked.start
    wanted = asked.day or (instant.astimezone(venue.zone).date() if instant else None)
    fallback = next((day for day in days if day.starts), None)
    return next((day for day in days if day.date == wanted), fallback)


def parts_of(day: Day, plan: ServiceSchedule) -> list[Part]:
    """Return the day's times by morning, afternoon and evening."""
    hours = [(priced, priced.at.astimezone(plan.zone).hour) for priced in day.starts]
    return [
        Part(part, [priced for priced, hour in hours if part.holds(hour)], may_free(day, part, plan)) for part in PARTS
    ]


def may_free(day: Day, part: DayPart, plan: ServiceSchedule) -> bool:
    """Return whether a start in this part of the day could still be booked if another guest canceled."""
    if not day.could_open_up:
        return False
    begins, ends = window_of_part(plan.zone, day.date, part)
    soonest = clock.now() + timedelta(minutes=plan.notice)
    return any(max(opens, begins, soonest) < min(closes, ends) for opens, closes in plan.open_on(day.date))


def day_line(plan: ServiceSchedule, prices: PriceList, day: date) -> dict[str, object] | None:
    """Return the timeline of a day: its off-peak parts between opening and closing, and the current time. None if the
    venue is closed."""
    opened = [wall_span(plan, day, span) for span in plan.open_on(day)]
    if not opened:
        return None
    now = clock.now().astimezone(plan.zone)
    return {
        "segments": [("quiet", begins, ends) for begins, ends in prices.quiet_spans(day, at=clock.now())],
        "opens": min(begins for begins, _ in opened),
        "closes": max(ends for _, ends in opened),
        "now": now.hour * 60 + now.minute if now.date() == day else None,
    }


def wall_span(plan: ServiceSchedule, day: date, span: Range) -> tuple[int, int]:
    """Return a range of instants as wall-clock minutes of a local date; the midnight at its end is 1,440."""
    begins, ends = (instant.astimezone(plan.zone) for instant in span)
    return begins.hour * 60 + begins.minute, DAY_MINUTES if ends.date() > day else ends.hour * 60 + ends.minute
