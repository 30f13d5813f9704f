"""A preview of a deal in progress: its hours on a line for each day, prices before and after, and warnings.

Pure; times are wall time of the venue.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from app.catalog.models import Service
from app.core.formats import WEEKDAYS, hours_span, usd_short
from app.core.sentences import listed
from app.deals.copy import too_much, weekdays
from app.deals.overlaps import pieces, touching
from app.deals.pricing import PriceList, PriceRule, Quote, quote
from app.deals.queries.deals import Usual, is_too_much
from app.deals.windows import DAY, Window, merged
from app.hours.intervals import Span, is_long_night, night_in_words
from app.web.filters import Segment

WEEK_ORDER = (6, 0, 1, 2, 3, 4, 5)  # Sunday first, as in American calendars
MOST_EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class DayLine:
    """A weekday: the open hours, and the off-peak hours among them."""

    name: str
    segments: Sequence[Segment]
    quiet: str


@dataclass(frozen=True, slots=True)
class Example:
    """A service's price before and after, in cents."""

    title: str
    list_cents: int
    cents: int

    @property
    def off_text(self) -> str:
        """Return "20% off" as guests see it, or nothing if it's less than 1%."""
        percent = (self.list_cents - self.cents) * 100 // self.list_cents if self.list_cents else 0
        return _("%(percent)s%% off", percent=percent) if percent else ""


@dataclass(frozen=True, slots=True)
class Preview:
    days: Sequence[DayLine]
    opens: int
    closes: int
    examples: Sequence[Example]
    more: int  # services beyond the examples
    warnings: Sequence[str]
    others: Sequence[str]  # which of two deals applies


@dataclass(frozen=True, slots=True)
class DealContext:
    """The context of a deal: its possible services, the venue's week, and the live rules by service id."""

    services: Sequence[Service]
    week: Mapping[int, Sequence[Span]]
    rules: Mapping[int, Sequence[PriceRule]]


def preview(
    rule: PriceRule | None, windows: Sequence[Window], chosen: Service | None, around: DealContext, at: datetime
) -> Preview:
    """Return the preview; `rule` is None if the discount cannot be read yet."""
    concerned = [chosen] if chosen else list(around.services)
    spans = [span for day in around.week.values() for span in day]
    opens = min((begins for begins, _ in spans), default=9 * 60)
    closes = min(max((ends for _, ends in spans), default=18 * 60), DAY)
    examples = [example(rule, service, at) for service in concerned] if rule else []
    others = others_of(rule, concerned, around) if rule else []
    comparisons = (
        [against(rule, other, shared, len(shared) < len(concerned), at) for other, shared in others] if rule else []
    )
    return Preview(
        days=[day_line(day, windows, around.week) for day in WEEK_ORDER],
        opens=opens // 60 * 60,
        closes=-(-closes // 60) * 60,
        examples=examples[:MOST_EXAMPLES],
        more=max(len(examples) - MOST_EXAMPLES, 0),
        warnings=[*doubts(windows, around.week), *too_cheap(rule, concerned)],
        others=comparisons,
    )


def example(rule: PriceRule, service: Service, at: datetime) -> Example:
    """Return the prices at a start when only this deal applies; `service` has its venue loaded."""
    found = quote(alone(service, at, rule), start=at, at=at, code=rule.code)
    return Example(service.title, found.list_cents, found.price_cents)


def alone(service: Service, at: datetime, *rules: PriceRule) -> PriceList:
    """Return a price list with these rules, which apply at any start."""
    holding = [replace(one, windows=(), last_minute_hours=None, valid_from=at, valid_to=None) for one in rules]
    return PriceList(service.id, service.first_option.price_cents, service.venue.zone, rules=holding)


def day_line(day: int, windows: Iterable[Window], week: Mapping[int, Sequence[Span]]) -> DayLine:
    open_here = [piece for one in as_windows(week) for piece in pieces(one)]
    opened = merged(sorted(span for weekday, span in open_here if weekday == day))
    quiet = merged(sorted(span for window in windows for weekday, span in pieces(window) if weekday == day))
    segments: list[Segment] = [("open", begins, ends) for begins, ends in opened]
    segments += [("quiet", begins, ends) for begins, ends in quiet]
    return DayLine(WEEKDAYS[day], segments, listed([hours_span(*span) for span in quiet]) if quiet else "")


def as_windows(week: Mapping[int, Sequence[Span]]) -> list[Window]:
    return [Window(day, opens, closes) for day, spans in week.items() for opens, closes in spans]


def doubts(windows: Sequence[Window], week: Mapping[int, Sequence[Span]]) -> list[str]:
    """Return warnings about hours that are probably not meant: very long nights, and times outside business hours."""
    nights: dict[Span, list[int]] = {}
    for window in windows:
        if is_long_night((window.opens, window.closes)):
            nights.setdefault((window.opens, window.closes), []).append(window.weekday)
    sentences = [
        _(
            "These hours run overnight: %(days)s, %(hours)s.",
            days=weekdays(sorted(days)),
            hours=night_in_words(night, None),
        )
        for night, days in sorted(nights.items())
    ]
    return [*sentences, *outside(windows, week)]


def outside(windows: Sequence[Window], week: Mapping[int, Sequence[Span]]) -> list[str]:
    """Return warnings about windows that are wholly outside business hours.

    Not an error, because hours can change; but nothing is discounted there.
    """
    if not windows:
        return []
    opened = as_windows(week)
    if not opened:
        return [_("You haven’t set your business hours yet, so guests can’t book these times.")]
    lost: dict[tuple[int, int], list[int]] = {}
    for window in windows:
        if not any(touching(window, one) for one in opened):
            lost.setdefault((window.opens, window.closes), []).append(window.weekday)
    return [
        _(
            "These hours are outside your weekly business hours: %(days)s, %(hours)s.",
            days=weekdays(sorted(days)),
            hours=hours_span(*span),
        )
        for span, days in sorted(lost.items())
    ]


def too_cheap(rule: PriceRule | None, services: Sequence[Service]) -> list[str]:
    """Return a warning about a fixed amount that leaves too little; saving shows the same error at the field."""
    if rule is None or rule.kind.value != "fixed":
        return []
    usual = sorted(
        (Usual(one.title, option.price_cents) for one in services if one.active for option in one.options),
        key=lambda each: each.cents,
    )
    wrong = [each for each in usual if is_too_much(rule.amount, each.cents)]
    return [too_much(rule.amount, wrong)] if wrong else []


def others_of(
    rule: PriceRule, services: Sequence[Service], around: DealContext
) -> list[tuple[PriceRule, list[Service]]]:
    """Return the other deals that apply to some of the same starts, each with the services in both deals."""
    found: dict[int, tuple[PriceRule, list[Service]]] = {}
    for service in services:
        for other in around.rules.get(service.id, ()):
            if other.id != rule.id and meet(rule, other):
                found.setdefault(other.id, (other, []))[1].append(service)
    return list(found.values())


def meet(one: PriceRule, other: PriceRule) -> bool:
    """Return whether a guest could book a start to which both deals apply."""
    if other.code is not None or (other.valid_to is not None and other.valid_to <= one.valid_from):
        return False
    if one.valid_to is not None and one.valid_to <= other.valid_from:
        return False
    if not one.windows or not other.windows:
        return True
    return any(touching(first, second) for first in one.windows for second in other.windows)


def against(rule: PriceRule, other: PriceRule, services: Sequence[Service], some: bool, at: datetime) -> str:
    """Return which of two deals applies when both could: the better one for the guest.

    `services` are in both deals; `some` is whether the deal has other services too.
    """
    name = _named(other, services if some else ())
    if rule.code is not None:
        both_of_them = quote(alone(services[0], at, rule, other), start=at, at=at, code=rule.code)
        return with_code(rule, name, both_of_them, services)
    mine = [one.title for one in services if wins(rule, other, one, at)]
    theirs = [one.title for one in services if one.title not in mine]
    if not theirs:
        return _("When %(deal)s also applies, guests get the price from this deal because it’s lower.", deal=name)
    if not mine:
        return _(
            "When %(deal)s also applies, guests get the price from “%(title)s” because it’s lower.",
            deal=name,
            title=other.title,
        )
    return _(
        "When %(deal)s also applies, guests get the lower price:"
        " from this deal for %(mine)s, from “%(title)s” for %(theirs)s.",
        deal=name,
        title=other.title,
        mine=listed(mine[:3]),
        theirs=listed(theirs[:3]),
    )


def _named(deal: PriceRule, services: Sequence[Service]) -> str:
    """Return a deal in words: '“Slow days” (30% off for Foot soak)'."""
    if not services:
        return _("“%(deal)s” (%(discount)s)", deal=deal.title, discount=deal.less)
    titles = listed([one.title for one in services][:3])
    return _("“%(deal)s” (%(discount)s for %(services)s)", deal=deal.title, discount=deal.less, services=titles)


def wins(rule: PriceRule, other: PriceRule, service: Service, at: datetime) -> bool:
    return quote(alone(service, at, rule, other), start=at, at=at).deal_id == rule.id


def with_code(rule: PriceRule, name: str, both: Quote, services: Sequence[Service]) -> str:
    """Return what a promo code does when another deal applies; `both` is then the price of the first service."""
    if rule.stacks:
        return _(
            "This promo code combines with %(deal)s: %(service)s would cost %(price)s.",
            deal=name,
            service=services[0].title,
            price=usd_short(both.price_cents),
        )
    return _("When %(deal)s applies, this promo code works only if the promo code gives the lower price.", deal=name)
