"""The price of a start, and its reason in words."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deals.enums import DealKind
from app.deals.overlaps import overlapping, pieces
from app.deals.pricing import PriceList, PriceRule, quote
from app.deals.windows import Window, merged

PORTLAND = ZoneInfo("America/Los_Angeles")
AT = datetime(2026, 5, 14, 17, 0, tzinfo=UTC)
TUESDAY = date(2026, 5, 19)


def local(hour: int, minute: int = 0, *, day: date = TUESDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PORTLAND).astimezone(UTC)


def percent(amount: int, **values: object) -> PriceRule:
    return rule(DealKind.PERCENT, amount, **values)


def fixed(amount: int, **values: object) -> PriceRule:
    return rule(DealKind.FIXED, amount, **values)


def rule(kind: DealKind, amount: int, **values: object) -> PriceRule:
    given = {"id": 1, "title": "Off-peak", "valid_from": AT - timedelta(days=1), **values}
    return PriceRule(kind=kind, amount=amount, **given)  # type: ignore[arg-type]


def prices(*rules: PriceRule, cents: int = 11000, **values: object) -> PriceList:
    return PriceList(service_id=1, list_cents=cents, zone=PORTLAND, rules=rules, **values)  # type: ignore[arg-type]


def test_without_a_deal_the_list_price_applies_without_a_reason() -> None:
    usual = quote(prices(), start=local(13), at=AT, quantity=2)
    assert (usual.list_cents, usual.price_cents, usual.reason, usual.is_deal) == (22000, 22000, "", False)


def test_a_percentage_lowers_the_price_and_names_the_reason() -> None:
    cheaper = quote(prices(percent(30)), start=local(13), at=AT)
    assert (cheaper.price_cents, cheaper.discount_cents, cheaper.off_percent) == (7700, 3300, 30)
    assert cheaper.reason == "Off-peak, 30% off"


def test_a_fixed_deal_applies_to_each_spot_and_leaves_a_tenth() -> None:
    assert quote(prices(fixed(1050)), start=local(13), at=AT, quantity=3).price_cents == 3 * 9950
    assert quote(prices(fixed(1050)), start=local(13), at=AT).reason == "Off-peak, $10.50 off"
    most = quote(prices(fixed(99900)), start=local(13), at=AT)
    assert (most.price_cents, most.reason) == (1100, "Off-peak, 90% off")


def test_two_combined_deals_leave_a_tenth() -> None:
    both = prices(percent(80, id=1), percent(80, id=2, code="TOP", stacks=True))
    total = quote(both, start=local(13), at=AT, code="TOP")
    assert (total.price_cents, total.reason) == (1100, "Off-peak + promo code TOP, 90% off")
    assert (total.deal_id, total.code_deal_id, total.deal_ids) == (1, 2, [1, 2])


@pytest.mark.parametrize(
    ("first", "second", "funded"),
    [
        (True, True, 7150),
        (True, False, 3300),
        (False, True, 3850),
        (False, False, 0),
    ],
)
def test_the_quote_says_how_much_of_the_discount_we_pay(first: bool, second: bool, funded: int) -> None:
    stacked = percent(50, id=2, code="TOP", stacks=True, is_funded=second)
    both = quote(prices(percent(30, is_funded=first), stacked), start=local(13), at=AT, quantity=2, code="TOP")
    assert (both.discount_cents, both.funded_cents) == (2 * 7150, 2 * funded)


def test_a_deal_with_no_uses_left_is_removed_from_the_price_list() -> None:
    listed = prices(percent(30, id=1, left=2), percent(10, id=2))
    assert [rule.id for rule in listed.without({1: 1}).rules] == [1, 2]
    assert [rule.id for rule in listed.without({1: 2, 2: 9}).rules] == [2]


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        (Window(1, 600, 720), Window(1, 700, 800), True),
        (Window(1, 600, 720), Window(1, 720, 800), False),
        (Window(1, 600, 720), Window(2, 600, 720), False),
        (Window(6, 1380, 1500), Window(0, 0, 30), True),
        (Window(6, 1380, 1500), Window(0, 60, 90), False),
    ],
)
def test_windows_overlap_if_they_have_a_start_in_common(first: Window, second: Window, overlap: bool) -> None:
    assert bool(overlapping([first, second])) is overlap
    assert bool(overlapping([second, first])) is overlap


@pytest.mark.parametrize(("hour", "minute", "cheap"), [(12, 45, False), (13, 0, True), (15, 45, True), (16, 0, False)])
def test_an_off_peak_window_is_half_open_on_the_local_start(hour: int, minute: int, cheap: bool) -> None:
    deal = percent(30, windows=(Window(1, 13 * 60, 16 * 60),))
    assert quote(prices(deal), start=local(hour, minute), at=AT).is_deal is cheap


def test_a_window_past_midnight_belongs_to_the_day_it_begins_on() -> None:
    deal = percent(30, windows=(Window(1, 22 * 60, 26 * 60),))
    wednesday = TUESDAY + timedelta(days=1)
    assert quote(prices(deal), start=local(1, 59, day=wednesday), at=AT).is_deal
    assert not quote(prices(deal), start=local(2, 0, day=wednesday), at=AT).is_deal
    assert not quote(prices(deal), start=local(1, 0), at=AT).is_deal


def test_a_sunday_window_reaches_into_monday() -> None:
    deal = percent(30, windows=(Window(6, 23 * 60, 25 * 60),))
    assert quote(prices(deal), start=local(0, 30, day=date(2026, 5, 18)), at=AT).is_deal


def test_validity_depends_on_the_time_of_booking_not_the_start() -> None:
    ends_tomorrow = percent(30, valid_to=AT + timedelta(days=1))
    assert quote(prices(ends_tomorrow), start=local(13), at=AT).is_deal
    assert not quote(prices(ends_tomorrow), start=local(13), at=AT + timedelta(days=1)).is_deal
    assert not quote(prices(percent(30, valid_from=AT)), start=local(13), at=AT - timedelta(seconds=1)).is_deal


def test_a_last_minute_deal_counts_the_hours_until_the_start() -> None:
    deal = percent(20, last_minute_hours=6)
    start = local(13)
    assert quote(prices(deal), start=start, at=start - timedelta(hours=6)).is_deal
    assert not quote(prices(deal), start=start, at=start - timedelta(hours=6, seconds=1)).is_deal


def test_the_best_single_deal_applies() -> None:
    best = quote(prices(percent(10, id=1), fixed(2000, id=2), percent(15, id=3)), start=local(13), at=AT)
    assert (best.price_cents, best.deal_id) == (9000, 2)


def test_a_promo_code_applies_only_when_it_is_given_in_any_case() -> None:
    coded = percent(20, code="QUIET")
    assert not quote(prices(coded), start=local(13), at=AT).is_deal
    given = quote(prices(coded), start=local(13), at=AT, code=" quiet ")
    assert (given.price_cents, given.code_used, given.reason) == (8800, True, "Promo code QUIET, 20% off")


def test_a_promo_code_combines_with_a_deal_only_if_it_stacks() -> None:
    off_peak, alone, on_top = (
        percent(30, id=1),
        percent(10, id=2, code="ALONE"),
        percent(10, id=3, code="TOP", stacks=True),
    )
    rates = prices(off_peak, alone, on_top)
    single = quote(rates, start=local(13), at=AT, code="ALONE")
    assert (single.price_cents, single.code_used) == (7700, False)
    both = quote(rates, start=local(13), at=AT, code="TOP")
    assert (both.price_cents, both.code_used) == (6930, True)
    assert both.reason == "Off-peak, 30% off + promo code TOP, 10% off"


def test_anyone_costs_the_service_price_and_a_chosen_team_member_their_own() -> None:
    rates = prices(percent(10), member_cents={7: 12000})
    assert quote(rates, start=local(13), at=AT).price_cents == 9900
    assert quote(rates, start=local(13), at=AT, member_id=7).price_cents == 10800
    assert quote(rates, start=local(13), at=AT, member_id=8).price_cents == 9900


def test_cents_round_half_up_once_for_each_spot() -> None:
    assert quote(prices(percent(50), cents=4995), start=local(13), at=AT, quantity=2).price_cents == 2 * 2498
    stacked = prices(percent(33, id=1), percent(33, id=2, code="T", stacks=True), cents=1001)
    assert quote(stacked, start=local(13), at=AT, code="T").price_cents == 449  # 449.3489, rounded once


def test_off_peak_spans_of_a_day_are_joined_and_include_the_previous_night() -> None:
    rules = (
        percent(30, windows=(Window(1, 600, 720), Window(1, 720, 780), Window(0, 1380, 1500))),
        percent(20, windows=(Window(1, 60, 90),), code="SECRET"),
    )
    assert prices(*rules).quiet_spans(TUESDAY, at=AT) == [(0, 60), (600, 780)]


rules = st.builds(
    PriceRule,
    id=st.integers(1, 50),
    title=st.just("Off-peak"),
    kind=st.sampled_from(DealKind),
    amount=st.integers(1, 90),
    valid_from=st.just(AT - timedelta(days=1)),
    windows=st.lists(st.builds(Window, st.integers(0, 6), st.integers(0, 700), st.integers(701, 1440)), max_size=3),
    last_minute_hours=st.none() | st.integers(1, 168),
    code=st.none() | st.sampled_from(["A", "B"]),
    stacks=st.booleans(),
)
starts = st.integers(1, 60 * 24 * 46).map(lambda minutes: AT + timedelta(minutes=minutes))
codes = st.sampled_from([None, "A", "B"])


@given(
    st.lists(rules, max_size=6), st.integers(0, 100000), starts, st.integers(1, 20), st.sampled_from([None, "A", "B"])
)
def test_every_quote_adds_up(
    some: list[PriceRule], cents: int, start: datetime, quantity: int, code: str | None
) -> None:
    one = quote(prices(*some, cents=cents), start=start, at=AT, quantity=1, code=code)
    many = quote(prices(*some, cents=cents), start=start, at=AT, quantity=quantity, code=code)
    assert 0 <= many.price_cents <= many.list_cents
    assert 20 * many.price_each + 10 >= 2 * many.list_each  # a tenth, rounded to a cent
    assert many.price_cents == quantity * one.price_cents
    assert many.list_cents - many.discount_cents == many.price_cents
    assert bool(many.reason) == many.is_deal


deals = st.tuples(st.sampled_from(DealKind), st.integers(1, 90))


@given(deals, deals, st.integers(1, 1_000_000))
def test_two_combined_deals_are_exact_until_the_price_is_rounded(
    first: tuple[DealKind, int], second: tuple[DealKind, int], cents: int
) -> None:
    expected = Fraction(cents)
    for kind, amount in (first, second):
        less = expected * amount / 100 if kind is DealKind.PERCENT else Fraction(amount)
        expected = max(expected - less, expected / 10)
    expected = max(expected, Fraction(cents, 10))
    both = prices(rule(*first, id=1), rule(*second, id=2, code="TOP", stacks=True), cents=cents)
    price = quote(both, start=local(13), at=AT, code="TOP").price_each
    assert price == min(int(expected + Fraction(1, 2)), cents)


@given(st.lists(rules, max_size=5), rules, st.integers(0, 100000), starts)
def test_an_additional_deal_never_raises_the_price(
    some: list[PriceRule], more: PriceRule, cents: int, start: datetime
) -> None:
    before = quote(prices(*some, cents=cents), start=start, at=AT, code="A")
    after = quote(prices(*some, more, cents=cents), start=start, at=AT, code="A")
    if more.code is None:
        assert after.price_cents <= before.price_cents


def test_a_deal_applies_to_the_service_and_not_to_its_add_ons() -> None:
    total = quote(prices(percent(30), cents=11000), start=local(13), at=AT, quantity=2, extra_cents=2000)
    assert (total.list_cents, total.discount_cents, total.price_cents) == (26000, 6600, 19400)
    assert (total.service_cents, total.off_percent, total.reason) == (22000, 30, "Off-peak, 30% off")
    assert quote(prices(fixed(99900), cents=11000), start=local(13), at=AT, extra_cents=2000).price_cents == 3100


@given(st.integers(0, 50000), st.integers(0, 50000), st.integers(1, 20), st.integers(1, 90))
def test_add_ons_cost_the_same_with_any_deal(cents: int, extra: int, quantity: int, less: int) -> None:
    args = {"start": local(13), "at": AT, "quantity": quantity}
    alone = quote(prices(percent(less), cents=cents), **args)  # type: ignore[arg-type]
    more = quote(prices(percent(less), cents=cents), **args, extra_cents=extra)  # type: ignore[arg-type]
    assert more.price_cents == alone.price_cents + quantity * extra
    assert (more.discount_cents, more.reason, more.is_deal) == (alone.discount_cents, alone.reason, alone.is_deal)
    assert more.service_cents + quantity * extra - more.discount_cents == more.price_cents


def test_uses_of_other_deals_leave_the_price_list_as_it_is() -> None:
    listed = prices(percent(30, id=1, left=1), percent(10, id=2))
    assert listed.without({}) is listed
    assert listed.without({9: 1}) is listed


def test_a_window_touches_its_own_day_and_after_midnight_the_next() -> None:
    late, until_midnight = Window(6, 1380, 1500), Window(6, 1380, 1440)
    assert [day for day in range(7) if late.touches(day)] == [0, 6]
    assert [day for day in range(7) if until_midnight.touches(day)] == [6]


def test_a_deal_alone_lowers_a_price_to_whole_cents() -> None:
    assert percent(30).lowers(11000) == 7700
    assert percent(50).lowers(1001) == 501
    assert fixed(1050).lowers(11000) == 9950


def test_off_peak_spans_skip_only_the_rules_that_have_none() -> None:
    tuesday = Window(1, 600, 720)
    over = percent(10, windows=[Window(1, 60, 120)], valid_to=AT - timedelta(hours=1))
    skipped = percent(10, windows=[Window(1, 0, 60)], code="TOP"), percent(10), over
    assert prices(*skipped, percent(10, windows=[tuesday])).quiet_spans(TUESDAY, at=AT) == [(600, 720)]


@pytest.mark.parametrize(
    ("window", "spans"),
    [
        (Window(0, 1380, 1440), []),
        (Window(0, 1380, 1500), [(0, 60)]),
        (Window(1, 1380, 1500), [(1380, 1440)]),
        (Window(3, 1380, 1500), []),
    ],
)
def test_off_peak_spans_of_a_day_stop_at_midnight(window: Window, spans: list[tuple[int, int]]) -> None:
    assert prices(percent(10, windows=[window])).quiet_spans(TUESDAY, at=AT) == spans


def test_off_peak_spans_of_a_monday_include_sunday_night() -> None:
    monday = TUESDAY - timedelta(days=1)
    assert prices(percent(10, windows=[Window(6, 1380, 1500)])).quiet_spans(monday, at=AT) == [(0, 60)]


def test_merged_joins_a_span_with_the_last_one_before_it() -> None:
    assert merged([(0, 1), (2, 3), (5, 8), (7, 9)]) == [(0, 1), (2, 3), (5, 9)]
    assert merged([(0, 4), (2, 3), (5, 6)]) == [(0, 4), (5, 6)]
    assert merged([(0, 1), (5, 9), (6, 7), (9, 10)]) == [(0, 1), (5, 10)]


def test_a_window_is_cut_at_midnight() -> None:
    assert pieces(Window(1, 600, 1440)) == [(1, (600, 1440))]
    assert pieces(Window(6, 1380, 1500)) == [(6, (1380, 1440)), (0, (0, 60))]
