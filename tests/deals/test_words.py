"""Deals in words, and the warnings of a preview."""

from datetime import timedelta

import pytest

from app.deals.copy import facts, left, too_much, when
from app.deals.enums import DealKind
from app.deals.models import Deal, DealWindow
from app.deals.preview import Example, doubts, meet
from app.deals.pricing import PriceRule
from app.deals.queries.deals import Usual
from app.deals.windows import Window
from app.venues.models import Venue
from tests.deals.test_pricing import AT, percent

MORNINGS = [DealWindow(weekday=day, opens=540, closes=720) for day in (1, 2, 3)]
CHEAP = [Usual("Foot soak", 1000), Usual("Sauna", 1000, "June Castellano"), Usual("Yoga", 1500), Usual("Facial", 1800)]


@pytest.mark.parametrize(
    ("deal", "expected"),
    [
        (Deal(), "Any time"),
        (Deal(windows=MORNINGS), "Tue – Thu, 9:00 AM – 12:00 PM"),
        (Deal(last_minute_hours=1), "Booked within 1 hour of the start"),
        (
            Deal(windows=MORNINGS[:2], last_minute_hours=24),
            "Tue, Wed, 9:00 AM – 12:00 PM, booked within 24 hours of the start",
        ),
    ],
)
def test_the_hours_of_a_deal_are_named_with_its_last_minute_limit(deal: Deal, expected: str) -> None:
    assert when(deal) == expected


@pytest.mark.parametrize(
    ("values", "label", "expected"),
    [
        ({"max_uses": 1}, "Limit", "First booking only"),
        ({"max_uses": 1500}, "Limit", "First 1,500 bookings"),
        ({"code": "SPRING"}, "Promo code", "SPRING, doesn’t combine with other deals"),
        ({"code": "SPRING", "stacks": True}, "Promo code", "SPRING, combines with another deal"),
        ({"last_minute_hours": 24}, "Last minute", "Booked within 24 hours of the start"),
    ],
)
def test_the_facts_of_a_deal_name_its_limits(values: dict[str, object], label: str, expected: str) -> None:
    venue = Venue(zone_name="America/Los_Angeles")
    usual = {"title": "Off-peak", "kind": DealKind.PERCENT, "amount": 30, "valid_from": AT}
    plain, limited = (facts(Deal(**usual, **given), venue) for given in ({}, values))
    assert [pair for pair in limited if pair not in plain] == [(label, expected)]


@pytest.mark.parametrize(("visits", "expected"), [(1, "1,499 of 1,500 left"), (1500, "all 1,500 used")])
def test_the_rest_of_a_limited_deal_is_counted(visits: int, expected: str) -> None:
    assert left(Deal(max_uses=1500), visits) == expected


@pytest.mark.parametrize(
    ("cents", "wrong", "expected"),
    [
        (950, CHEAP[1:2], "$9.50 is more than 90% off Sauna with June Castellano ($10). Enter $9 or less,"),
        (2000, CHEAP[:1], "$20 off would make Foot soak ($10) free. Enter $9 or less,"),
        (
            1700,
            CHEAP,
            "$17 is more than 90% off Foot soak ($10), Sauna with June Castellano ($10), Yoga ($15), and 1 other.",
        ),
    ],
)
def test_an_amount_that_leaves_too_little_names_the_services(cents: int, wrong: list[Usual], expected: str) -> None:
    assert too_much(cents, wrong).startswith(expected)


@pytest.mark.parametrize(
    ("off_peak", "expected"),
    [
        ([Window(1, 600, 720)], ["You haven’t set your business hours yet, so guests can’t book these times."]),
        ([], []),
    ],
)
def test_a_preview_says_that_business_hours_are_missing(off_peak: list[Window], expected: list[str]) -> None:
    assert doubts(off_peak, {}) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (percent(20), True),
        (percent(20, code="SPRING"), False),
        (percent(20, valid_to=AT), False),
        (percent(20, valid_to=AT + timedelta(hours=1)), True),
        (percent(20, valid_from=AT + timedelta(days=9)), False),
        (percent(20, valid_from=AT + timedelta(days=8)), True),
    ],
)
def test_two_deals_meet_if_guests_can_book_with_both(other: PriceRule, expected: bool) -> None:
    assert meet(percent(30, valid_from=AT, valid_to=AT + timedelta(days=9)), other) is expected


@pytest.mark.parametrize(
    ("list_cents", "cents", "expected"), [(11000, 8800, "20% off"), (11000, 10950, ""), (0, 0, "")]
)
def test_an_example_of_a_preview_shows_whole_percents(list_cents: int, cents: int, expected: str) -> None:
    assert Example("Sauna", list_cents, cents).off_text == expected
