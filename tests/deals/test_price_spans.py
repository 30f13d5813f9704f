"""Prices by spans: `quote` called once for each span, compared with `quote` called for every start."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deals import price_spans
from app.deals.enums import DealKind
from app.deals.price_spans import StartPrices
from app.deals.pricing import PriceList, PriceRule, quote
from app.deals.windows import Window
from tests.availability.engine.samples import CLOCKS
from tests.deals.test_pricing import AT, PORTLAND, TUESDAY, local, percent, prices

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

windows = st.builds(
    lambda weekday, opens, lasts: Window(weekday, opens, opens + lasts),
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(1, 1440),
)


def rules(around: datetime) -> st.SearchStrategy[PriceRule]:
    near = st.integers(-3000, 3000).map(lambda minute: around + minute * MINUTE)
    return st.builds(
        PriceRule,
        id=st.integers(1, 9),
        title=st.sampled_from(["Off-peak", "Last minute"]),
        kind=st.just(DealKind.PERCENT),
        amount=st.integers(1, 90),
        valid_from=near,
        valid_to=st.one_of(st.none(), near),
        windows=st.lists(windows, max_size=3).map(tuple),
        last_minute_hours=st.one_of(st.none(), st.integers(1, 60)),
        code=st.one_of(st.none(), st.just("TOP")),
        stacks=st.booleans(),
    )


@given(st.sampled_from(CLOCKS), st.integers(0, 2880), st.integers(1, 2880), st.booleans(), st.data())
def test_spans_price_every_start_as_quote_does(
    clocks: tuple[str, date], begins: int, lasts: int, with_code: bool, data: st.DataObject
) -> None:
    """Compare them around each change of the clocks, at each start on a five-minute grid and at each edge."""
    zone = ZoneInfo(clocks[0])
    around = datetime.combine(clocks[1] - DAY, time(), UTC) + begins * MINUTE
    at = around - data.draw(st.integers(0, 3000)) * MINUTE
    listed = PriceList(1, 11000, zone, {7: 12500}, data.draw(st.lists(rules(at), max_size=4)))
    ends = around + lasts * MINUTE
    choice = StartPrices(listed, at, quantity=2, member_id=7, code="top" if with_code else None, extra_cents=500)
    spans = choice.spans(around, ends)
    assert (spans[0].begins, spans[-1].ends) == (around, ends)
    for span, following in pairwise(spans):
        assert span.ends == following.begins
        assert span.quote != following.quote, "neighbors differ"
    starts = {around + n * 5 * MINUTE for n in range(lasts // 5)} | {span.begins for span in spans}
    starts |= {span.begins - timedelta.resolution for span in spans[1:]}
    ordered = sorted(starts)
    alone = [
        quote(listed, start=start, at=at, quantity=2, member_id=7, code=choice.code, extra_cents=500)
        for start in ordered
    ]
    assert list(choice.quotes(ordered)) == alone
    assert [choice.quote(start) for start in ordered] == alone


def test_a_price_changes_at_the_edges_of_off_peak_hours() -> None:
    deal = percent(30, windows=(Window(1, 13 * 60, 16 * 60),))
    spans = StartPrices(prices(deal), AT).spans(local(9), local(20))
    assert [(span.begins, span.quote.price_each) for span in spans] == [
        (local(9), 11000),
        (local(13), 7700),
        (local(16), 11000),
    ]


def test_a_last_minute_deal_applies_only_to_starts_within_its_hours() -> None:
    at = local(9)
    spans = StartPrices(prices(percent(20, last_minute_hours=4)), at).spans(at, local(20))
    assert [span.begins for span in spans] == [at, local(13) + timedelta.resolution]


def test_an_empty_range_has_no_spans() -> None:
    assert StartPrices(prices(), AT).spans(local(9), local(9)) == []
    assert list(StartPrices(prices(), AT).quotes([])) == []


def test_two_weeks_of_starts_call_quote_once_for_each_set_of_deals(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[object] = []

    def counted(*args: object, **values: object) -> object:
        times.append(values)
        return quote(*args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(price_spans, "quote", counted)
    days = tuple(Window(weekday, 13 * 60, 16 * 60) for weekday in range(5))
    rates = prices(percent(30, id=1, windows=days), percent(20, id=2, last_minute_hours=48))
    first = datetime.combine(TUESDAY, time(9), PORTLAND).astimezone(UTC)
    starts = [first + number * 15 * MINUTE for number in range(14 * 96)]
    assert len(list(StartPrices(rates, first).quotes(starts))) == 14 * 96
    assert len(times) == 4
