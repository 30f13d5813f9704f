"""The days and times of a card, found without listing all starts, compared with a full list of priced starts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from app.availability.schedules import ServiceSchedule
from app.catalog.models import Service, ServiceOption
from app.deals.pricing import PriceList, PriceRule, quote
from app.search_index.open_days import LOOK_AHEAD
from app.search_pages.cards import APART, SHOWN, CardFilter, PricedSchedule, ServiceTimes, find_days
from app.slot_picker.days import Priced
from search.documents import FreeAt, PriceRange, Sort
from tests.availability.engine.samples import EngineCase, cases
from tests.deals.test_price_spans import rules

often = settings(max_examples=settings().max_examples // 2, deadline=None)


def plan_of(case: EngineCase, number: int = 1) -> ServiceSchedule:
    offer = case.offer
    return ServiceSchedule(
        option_id=number,
        venue_id=1,
        zone=case.zone,
        hours=case.hours,
        resources=case.resources,
        members={},
        duration=offer.duration,
        before=offer.before,
        after=offer.after,
        step=offer.step,
        listed=offer.listed,
        minimum_notice=offer.minimum_notice,
        booking_window=offer.booking_window,
        window=(case.now, case.now + LOOK_AHEAD),
    )


def listed(offer: PricedSchedule, card_filter: CardFilter, at: datetime) -> list[ServiceTimes]:
    """List the same times the slow way: every start of two weeks, each with its price."""
    zone, today = offer.plan.zone, at.astimezone(offer.plan.zone).date()
    case = card_filter.free_at or FreeAt(today, today + LOOK_AHEAD)
    by_day: dict[date, list[Priced]] = {}
    for start in offer.plan.starts((at, at + LOOK_AHEAD + timedelta(days=2)), quantity=card_filter.guests, now=at):
        local = start.at.astimezone(zone)
        price = quote(offer.prices, start=start.at, at=at)
        in_hours = case.from_hour <= local.hour < case.to_hour and case.first <= local.date() <= case.last
        if in_hours and card_filter.takes(price):
            by_day.setdefault(local.date(), []).append(Priced(start.at, price))
    return [times_of(offer, by_day[day]) for day in sorted(by_day)]


def times_of(offer: PricedSchedule, starts: Sequence[Priced]) -> ServiceTimes:
    cheapest = min(starts, key=lambda start: start.quote.price_each)
    shown: list[Priced] = []
    for start in starts:
        if not shown or start.at - shown[-1].at >= APART:
            shown.append(start)
    shown = shown[:SHOWN]
    if all(start.quote.price_each != cheapest.quote.price_each for start in shown):
        shown = sorted([*shown[: SHOWN - 1], cheapest], key=lambda start: start.at)
    return ServiceTimes(offer, shown, cheapest.quote, is_match=True)


@st.composite
def offers(draw: st.DrawFn) -> tuple[list[PricedSchedule], CardFilter, datetime]:
    """Generate up to three services of one venue, each on its own day, and a guest's filter."""
    # A zone without clock changes: elsewhere the hours of a date may be more than one range; the engine's tests cover
    # that.
    case = replace(draw(cases()), zone=ZoneInfo("America/Phoenix"))
    plans = [plan_of(case)]
    more = draw(st.sets(st.sampled_from((20, 45))))
    plans += [replace(plans[0], duration=minutes, option_id=minutes) for minutes in more]
    found = [
        PricedSchedule(
            ServiceOption(
                id=plan.option_id,
                service=Service(minimum_notice_minutes=plan.minimum_notice),
                duration_minutes=plan.duration,
            ),
            {plan.option_id: plan},
            PriceList(1, draw(st.integers(50, 90)) * 100, case.zone, {}, draw(deals(case))),
        )
        for plan in plans
    ]
    today = case.now.astimezone(case.zone).date()
    days = st.integers(0, 5).map(lambda number: today + timedelta(days=number))
    free_at = st.builds(
        lambda one, other, hours: FreeAt(min(one, other), max(one, other), *hours),
        days,
        days,
        st.sampled_from([(0, 24), (0, 12), (12, 17), (17, 24)]),
    )
    return (
        found,
        CardFilter(
            free_at=draw(st.none() | free_at),
            deals=draw(st.booleans()),
            prices=draw(st.sampled_from([None, None, PriceRange(0, 6000)])),
            guests=draw(st.sampled_from([1, 1, 2])),
            order=draw(st.sampled_from([Sort.BEST, Sort.SOONEST, Sort.PRICE])),
            days=draw(st.integers(1, 3)),
        ),
        case.now,
    )


def deals(case: EngineCase) -> st.SearchStrategy[Sequence[PriceRule]]:
    return st.lists(rules(case.now), max_size=2)


@often
@given(offers())
def test_days_of_a_card_match_the_full_list(question: tuple[list[PricedSchedule], CardFilter, datetime]) -> None:
    found, wanted, at = question
    every = [listed(offer, wanted, at)[: wanted.days] for offer in found]
    having = [days for days in every if days]
    expected: Sequence[ServiceTimes] = next(iter(having), ())
    if wanted.order is Sort.SOONEST:
        expected = min(having, key=lambda days: days[0].starts[0].at, default=())
    elif wanted.order is Sort.PRICE:
        expected = min(having, key=lambda days: days[0].best.price_each, default=())
    assert list(find_days(found, wanted, at, strictly=True)) == list(expected)
