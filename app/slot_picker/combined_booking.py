"""Two services booked in a row or at the same time, found for one guest's choice. Times are in the venue's zone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.availability.day_parts import PARTS, DayPart
from app.availability.engine.combined import Pair, ServedService, combined
from app.availability.engine.types import Range
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.catalog.models import AddOn, Service, ServiceOption
from app.core import clock
from app.deals.pricing import PriceList, Quote, quote
from app.deals.queries.prices import price_lists
from app.slot_picker.days import closing_time, day_note, is_in_time
from app.slot_picker.selection import DAYS, Selection, first_day, window_of
from app.team.models import TeamMember
from app.venues.models import Venue

GAP = 15  # the longest pause between the two, in minutes
# The first service may be on the last day, and the second may then start after midnight.
BEYOND = timedelta(days=1)


class Arrangement(StrEnum):
    """How the two services are arranged in time."""

    ORDER = "order"
    EITHER = "either"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """The choice for one of the two: the option, the team member (None for anyone available), and the add-ons."""

    option: ServiceOption
    member: TeamMember | None = None
    extras: Sequence[AddOn] = ()

    @property
    def service(self) -> Service:
        return self.option.service

    @property
    def extra_minutes(self) -> int:
        return sum(add_on.minutes for add_on in self.extras)

    @property
    def extra_cents(self) -> int:
        return sum(add_on.price_cents for add_on in self.extras)


@dataclass(frozen=True, slots=True)
class ComboQuery:
    first: ServiceChoice
    second: ServiceChoice
    turn: Arrangement = Arrangement.ORDER
    day: date | None = None
    begin: date | None = None  # the first day of the strip


@dataclass(frozen=True, slots=True)
class ComboItem:
    """One of the two as offered: with a specific team member, and a price."""

    choice: ServiceChoice
    served: ServedService
    member: TeamMember | None  # None for a room
    quote: Quote
    quantity: int = 1

    @property
    def option(self) -> ServiceOption:
        return self.choice.option

    @property
    def extras(self) -> Sequence[AddOn]:
        return self.choice.extras


@dataclass(frozen=True, slots=True)
class Combo:
    """A pair of bookings, the earlier one first."""

    first: ComboItem
    second: ComboItem

    @property
    def bookings(self) -> Sequence[ComboItem]:
        return self.first, self.second

    @property
    def at(self) -> datetime:
        return self.first.served.at

    @property
    def ends(self) -> datetime:
        return max(self.first.served.ends, self.second.served.ends)

    @property
    def price_cents(self) -> int:
        return self.first.quote.price_cents + self.second.quote.price_cents

    @property
    def list_cents(self) -> int:
        return self.first.quote.list_cents + self.second.quote.list_cents

    @property
    def is_deal(self) -> bool:
        return self.price_cents < self.list_cents

    @property
    def gap(self) -> int:
        """Return the minutes between the two; negative if they are at the same time."""
        return int((self.second.served.at - self.first.served.ends).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class ComboDay:
    date: date
    combos: Sequence[Combo]
    is_open: bool
    today: bool
    is_beyond_window: bool
    is_over: bool

    @property
    def low_cents(self) -> int | None:
        return min((both.price_cents for both in self.combos if both.is_deal), default=None)

    @property
    def note(self) -> str:
        if self.combos:
            return ""
        return day_note(is_open=self.is_open, is_beyond_window=self.is_beyond_window, is_over=self.is_over)


@dataclass(frozen=True, slots=True)
class ComboPicker:
    query: ComboQuery
    days: Sequence[ComboDay]
    chosen_day: ComboDay | None
    earlier: date | None
    later: date | None

    @property
    def first(self) -> date:
        return self.days[0].date

    def parts(self, venue: Venue) -> list[tuple[DayPart, list[Combo]]]:
        """Return the day's combos by morning, afternoon and evening, without empty parts."""
        visits = self.chosen_day.combos if self.chosen_day else ()
        parts = [(part, [one for one in visits if part.holds(one.at.astimezone(venue.zone).hour)]) for part in PARTS]
        return [(part, found) for part, found in parts if found]


def combo_picker(venue: Venue, query: ComboQuery, *, own_bookings: Collection[int] = ()) -> ComboPicker:
    """Return fourteen days of combos of both services, each start once. A fixed number of statements."""
    options = [query.first.option, query.second.option]
    now, zone = clock.now(), venue.zone
    today = now.astimezone(zone).date()
    booking_window = min(option.service.booking_window for option in options)
    begin = first_day(Selection(day=query.day, first=query.begin), today, today + timedelta(days=booking_window))
    window = window_of(venue, begin)
    read = load_schedules(options, (window[0], window[1] + BEYOND), except_bookings=own_bookings)
    finder = Finder(read, price_lists(options), now)
    by_date: dict[date, list[Combo]] = {}
    for both in finder.visits(query, window):
        by_date.setdefault(both.at.astimezone(zone).date(), []).append(both)
    dates = [begin + timedelta(days=n) for n in range(DAYS)]
    last = today + timedelta(days=booking_window)
    plans = [read[option.id] for option in options]
    days = [combo_day(on, by_date.get(on, []), plans, today=today, last=last) for on in dates]
    fallback = next((day for day in days if day.combos), None)
    after = begin + timedelta(days=DAYS)
    return ComboPicker(
        query=query,
        days=days,
        chosen_day=next((day for day in days if day.date == query.day and day.combos), fallback),
        earlier=max(today, begin - timedelta(days=DAYS)) if begin > today else None,
        later=after if after <= last else None,
    )


def combo_day(
    on: date, combos: Sequence[Combo], plans: Sequence[ServiceSchedule], *, today: date, last: date
) -> ComboDay:
    """Return a day of the strip, closed once the venue has closed. `last` is the last day that can be booked."""
    ends = closing_time(plans[0], on)
    is_open = ends is not None and ends > clock.now()
    is_over = is_open and not all(is_in_time(plan, on) for plan in plans)
    return ComboDay(on, combos, is_open, on == today, on > last, is_over)


@dataclass(frozen=True, slots=True)
class Finder:
    """Asks the availability engine for both services and picks the best combo for each start."""

    read: Mapping[int, ServiceSchedule]
    prices: Mapping[int, PriceList]
    now: datetime

    def visits(self, query: ComboQuery, window: Range) -> list[Combo]:
        """Return the best combo for every start, in chronological order."""
        ways = list(self._ways(query.first, query.second, window, parallel=query.turn is Arrangement.SAME))
        if query.turn is Arrangement.EITHER:
            ways += self._ways(query.second, query.first, window)
        best: dict[datetime, Combo] = {}
        for both in ways:
            known = best.get(both.at)
            if known is None or rank(both) < rank(known):
                best[both.at] = both
        return [best[at] for at in sorted(best)]

    def _ways(
        self, one: ServiceChoice, other: ServiceChoice, window: Range, *, parallel: bool = False
    ) -> Iterator[Combo]:
        first, second = (self._plan(choice) for choice in (one, other))
        pairs = combined(
            first.zone,
            first.hours,
            first.wanted(one.member.id if one.member else None),
            second.wanted(other.member.id if other.member else None),
            window,
            self.now,
            gap=GAP,
            parallel=parallel,
        )
        cache: dict[tuple[int, ServedService], ComboItem] = {}
        for pair in pairs:
            yield self._both((one, other), pair, cache)

    def _plan(self, choice: ServiceChoice) -> ServiceSchedule:
        return self.read[choice.option.id].extended_by(choice.extra_minutes)

    def _both(
        self,
        choices: tuple[ServiceChoice, ServiceChoice],
        pair: Pair,
        cache: dict[tuple[int, ServedService], ComboItem],
    ) -> Combo:
        halves = []
        for choice, served in zip(choices, pair, strict=True):
            key = choice.option.id, served
            if key not in cache:
                cache[key] = self._half(choice, served)
            halves.append(cache[key])
        return Combo(*halves)

    def _half(self, choice: ServiceChoice, served: ServedService) -> ComboItem:
        performing = (one.member for one in choice.service.performers)
        member = next((each for each in performing if each.resource_id == served.resource), None)
        price = quote(
            self.prices[choice.option.id],
            start=served.at,
            at=self.now,
            member_id=member.id if member else None,
            extra_cents=choice.extra_cents,
        )
        return ComboItem(choice, served, member, price)


def rank(both: Combo) -> tuple[int, int, bool, int, int]:
    """Return the sort key of a combo: the lowest price, then the shortest gap, then one resource for both; then the
    lowest resource id."""
    one, other = both.first.served, both.second.served
    return both.price_cents, both.gap, one.resource != other.resource, one.resource, other.resource
