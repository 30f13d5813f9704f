"""Which tax rules apply, and how taxes are rounded."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from app.tax.amounts import Place, Rule, rules_for, share, tax_cents, taxes_on
from app.tax.enums import Remitter
from tests.support import utc

MASSAGE, DEEP_TISSUE, FACIAL = 1, 2, 3
SEATTLE = Place("WA", "Seattle", ZoneInfo("America/Los_Angeles"))
START = utc("2026-07-02 05:00")  # July 1, 10 PM in Seattle
STATE = Rule(
    1, "WA", "", MASSAGE, frozenset({MASSAGE, DEEP_TISSUE}), "Washington", 6500, Remitter.PLATFORM, False,
    date(2026, 1, 1), None,
)  # fmt: skip
CITY = replace(STATE, id=2, locality="seattle", jurisdiction="Seattle", rate=3850)


def applied(rules: list[Rule], category_id: int = MASSAGE, place: Place = SEATTLE) -> list[int]:
    return [rule.id for rule in rules_for(rules, place, category_id, START)]


def test_rules_of_the_state_and_the_city_add_up() -> None:
    assert applied([CITY, STATE]) == [1, 2]
    assert applied([CITY, STATE], place=Place("WA", "Tacoma", SEATTLE.zone)) == [1]
    assert applied([CITY, STATE], place=Place("OR", "Seattle", SEATTLE.zone)) == []


def test_a_rule_is_for_its_subcategories_unless_they_have_their_own() -> None:
    own = replace(STATE, id=3, category_id=DEEP_TISSUE, category_ids=frozenset({DEEP_TISSUE}), rate=0)
    assert applied([STATE, own], DEEP_TISSUE) == applied([own, STATE], DEEP_TISSUE) == [3]
    assert applied([STATE, own]) == [1]
    assert applied([STATE, own], FACIAL) == []
    assert taxes_on(11000, [own]) == []


@pytest.mark.parametrize(
    ("first", "last", "applies"),
    [
        (date(2026, 7, 1), date(2026, 7, 1), True),
        (date(2026, 7, 2), None, False),
        (date(2026, 1, 1), date(2026, 6, 30), False),
    ],
)
def test_a_rule_applies_by_the_day_of_the_booking_at_the_venue(first: date, last: date | None, applies: bool) -> None:
    assert bool(applied([replace(STATE, first_on=first, last_on=last)])) is applies


@pytest.mark.parametrize(("cents", "rate", "tax"), [(11000, 8875, 976), (100, 500, 1), (99, 500, 0), (-100, 6500, 0)])
def test_tax_is_rounded_half_up(cents: int, rate: int, tax: int) -> None:
    assert tax_cents(cents, rate) == tax


def test_a_share_of_nothing_is_nothing() -> None:
    assert [share(5, 1, 2), share(454, 0, 100), share(454, 100, 100), share(0, 0, 0)] == [3, 0, 454, 0]
