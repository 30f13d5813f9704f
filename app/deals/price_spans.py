"""The instants where the price of a service changes.

A price is the same from one edge of a deal to the next: where off-peak hours begin or end, and where a last-minute deal
ends. So `quote` is called once for each set of deals that apply, not once for each start. Pure.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.deals.pricing import PriceList, PriceRule, Quote, quote, same_code
from app.deals.windows import DAY, Window

A_DAY = timedelta(days=1)
NOON = time(12)


@dataclass(frozen=True, slots=True)
class PriceSpan:
    """Starts that have the same price, from `begins` up to, but not including, `ends`. Instants in UTC."""

    begins: datetime
    ends: datetime
    quote: Quote


@dataclass(frozen=True, slots=True)
class Applied:
    """Starts that have the same deals, from `begins` up to, but not including, `ends`. Instants in UTC."""

    begins: datetime
    ends: datetime
    deals: tuple[bool, ...]  # which of the deals apply


class Deals:
    """The deals that apply at each start for a guest who books `at` (an aware instant).

    Services with the same deals share it. Deals that are not valid, or need another code, are left out from the
    beginning.
    """

    def __init__(self, prices: PriceList, at: datetime, code: str | None = None) -> None:
        self.zone, self.at = prices.zone, at
        self.rules = [
            rule
            for rule in prices.rules
            if rule.is_valid(at) and (rule.code is None or (code and same_code(rule.code, code)))
        ]
        self._known: dict[tuple[datetime, datetime], list[Applied]] = {}

    def applied(self, start: datetime) -> tuple[bool, ...]:
        if not self.rules:
            return ()
        local = start.astimezone(self.zone)
        return tuple(rule.applies(local=local, start=start, at=self.at) for rule in self.rules)

    def may_apply_on(self, day: date) -> bool:
        """Return whether any of them may apply to a start on a local date; faster than checking its hours."""
        return any(
            (rule.last_minute_hours is None or day <= self._local_date(rule.last_minute_hours))
            and (not rule.windows or any(window.touches(day.weekday()) for window in rule.windows))
            for rule in self.rules
        )

    def _local_date(self, hours_ahead: int) -> date:
        return (self.at + timedelta(hours=hours_ahead)).astimezone(self.zone).date()

    def spans(self, begins: datetime, ends: datetime) -> list[Applied]:
        """Split [begins, ends) where the set of deals that apply changes."""
        known = self._known.get((begins, ends))
        if known is None:
            edges = (begins, *price_changes(self.rules, self.zone, begins, ends, at=self.at), ends)
            known = self._known[begins, ends] = [
                Applied(edge, following, self.applied(edge)) for edge, following in pairwise(edges)
            ]
        return known


@dataclass(frozen=True, slots=True)
class StartPrices:
    """The prices of starts for a guest who books `at` (an aware instant) with this choice, as in `quote`.

    `deals` are those of the price list for the same instant and code, if they are known already.
    """

    of: PriceList
    at: datetime
    quantity: int = 1
    member_id: int | None = None
    code: str | None = None
    extra_cents: int = 0
    deals: Deals = field(default=None, compare=False, repr=False)  # type: ignore[assignment]  # set below
    _known: dict[tuple[bool, ...], Quote] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.deals is None:
            object.__setattr__(self, "deals", Deals(self.of, self.at, self.code))

    def quote(self, start: datetime) -> Quote:
        """Price one start, an aware instant."""
        return self._quote(start, self.deals.applied(start))

    def _quote(self, start: datetime, applied: tuple[bool, ...]) -> Quote:
        known = self._known.get(applied)
        if known is None:
            known = self._known[applied] = quote(
                self.of,
                start=start,
                at=self.at,
                quantity=self.quantity,
                member_id=self.member_id,
                code=self.code,
                extra_cents=self.extra_cents,
            )
        return known

    def spans(self, begins: datetime, ends: datetime) -> list[PriceSpan]:
        """Price all starts in [begins, ends), ascending: together the spans cover the range, and neighbors differ."""
        spans: list[PriceSpan] = []
        if begins >= ends:
            return spans
        for part in self.deals.spans(begins, ends):
            price = self._quote(part.begins, part.deals)
            if spans and spans[-1].quote == price:
                spans[-1] = PriceSpan(spans[-1].begins, part.ends, price)
            else:
                spans.append(PriceSpan(part.begins, part.ends, price))
        return spans

    def quotes(self, starts: Sequence[datetime]) -> Iterator[Quote]:
        """Price each of the starts, which must ascend."""
        if not starts:
            return
        spans = self.spans(starts[0], starts[-1] + timedelta.resolution)
        edges = [span.begins for span in spans]
        for start in starts:
            yield spans[bisect_right(edges, start) - 1].quote


def price_changes(
    rules: Sequence[PriceRule], zone: ZoneInfo, begins: datetime, ends: datetime, *, at: datetime
) -> list[datetime]:
    """Return the instants (UTC) where the price of a start may change for a guest who books `at`.

    Ascending, strictly between `begins` and `ends`. The rules are valid `at`.
    """
    # A start exactly that many hours away still gets the deal.
    changes = {
        at + timedelta(hours=rule.last_minute_hours) + timedelta.resolution
        for rule in rules
        if rule.last_minute_hours is not None
    }
    windows = {window for rule in rules for window in rule.windows}
    if windows:
        first, last = (edge.astimezone(zone).date() for edge in (begins, ends))
        for number in range((last - first).days + 1):
            changes.update(_window_edges(zone, windows, first + number * A_DAY))
    return sorted(change for change in changes if begins < change < ends)


def _window_edges(zone: ZoneInfo, windows: Iterable[Window], day: date) -> Iterator[datetime]:
    """Yield the instants of a local date where a window begins or ends."""
    minutes = {0}
    for window in windows:
        if window.weekday == day.weekday():
            minutes |= {window.opens, window.closes}
        elif (window.weekday + 1) % 7 == day.weekday() and window.closes > DAY:
            minutes.add(window.closes - DAY)
    walls = [datetime.combine(day, time()) + timedelta(minutes=minute) for minute in minutes if minute < DAY]
    offset = _steady_offset(zone, day)
    if offset is not None:
        yield from (wall.replace(tzinfo=UTC) - offset for wall in walls)
        return
    for wall in walls:  # a repeated wall time yields two instants
        yield from (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    yield from _clock_changes(zone, day)


@lru_cache(maxsize=4096)
def _steady_offset(zone: ZoneInfo, day: date) -> timedelta | None:
    """Return the UTC offset if it is the same from the noon before a date to the noon after it, otherwise None."""
    noons = [datetime.combine(day + number * A_DAY, NOON, zone).utcoffset() for number in (-1, 0, 1)]
    return noons[0] if noons[0] == noons[1] == noons[2] else None


def _clock_changes(zone: ZoneInfo, day: date) -> Iterator[datetime]:
    """Yield the instants around a date when the clocks change: no wall time marks the end of a skipped hour."""
    noons = [datetime.combine(day + number * A_DAY, NOON, zone).astimezone(UTC) for number in (-1, 0, 1)]
    for before, after in pairwise(noons):
        new = after.astimezone(zone).utcoffset()
        if before.astimezone(zone).utcoffset() != new:
            yield _first_with(zone, new, before, after)


def _first_with(zone: ZoneInfo, offset: timedelta | None, before: datetime, after: datetime) -> datetime:
    """Return the first whole second between two instants at which the clocks have their new offset."""

    def has(second: int) -> bool:
        return (before + timedelta(seconds=second)).astimezone(zone).utcoffset() == offset

    seconds = range(int((after - before).total_seconds()) + 1)
    return before + timedelta(seconds=bisect_left(seconds, True, key=has))
