"""Adding, ending, and importing tax rules."""

from dataclasses import replace
from datetime import date

import pytest

from app.core.errors import DomainError
from app.tax.actions import NewRule, add_rule, end_rule, import_rules
from app.tax.csv_rows import COLUMNS, BadFile, read_rules, row_of
from app.tax.enums import Remitter
from app.tax.errors import TaxErrorCode
from app.tax.queries import all_rules, rules_in
from app.web.csv_export import encoded
from tests.factories import add, make_category

TODAY = date(2026, 5, 14)
HEAD = ",".join(COLUMNS)
GOOD = "WA,Seattle,massage,Seattle,3.85,platform,no,no,2026-01-01,"


@pytest.fixture
def new(db: None) -> NewRule:
    massage = make_category()
    return NewRule("WA", "", massage.id, "Washington", 6500, Remitter.PLATFORM, False, date(2026, 1, 1))


def test_one_tax_has_one_rule_a_day(new: NewRule) -> None:
    rule = add_rule(new)
    with pytest.raises(DomainError) as refused:
        add_rule(replace(new, rate=7000, first_on=date(2026, 7, 1)))
    assert refused.value.reason is TaxErrorCode.OVERLAPS
    end_rule(rule=rule, last_on=date(2026, 6, 30), today=TODAY)
    add_rule(replace(new, rate=7000, first_on=date(2026, 7, 1)))
    add_rule(replace(new, locality="Seattle"))
    assert [each.rate for each in rules_in(["WA"])] == [6500, 7000, 6500]
    assert rules_in(["OR"]) == []


@pytest.mark.parametrize(
    ("last_on", "reason"),
    [
        (date(2026, 5, 13), TaxErrorCode.ENDS_IN_THE_PAST),
        (date(2025, 12, 31), TaxErrorCode.ENDS_BEFORE_IT_STARTS),
    ],
)
def test_a_rule_ends_today_or_later(new: NewRule, last_on: date, reason: TaxErrorCode) -> None:
    with pytest.raises(DomainError) as refused:
        end_rule(rule=add_rule(new), last_on=last_on, today=TODAY)
    assert refused.value.reason is reason


def test_importing_what_was_exported_adds_nothing(new: NewRule) -> None:
    ids = {"massage": new.category_id}
    added, wrong = import_rules(read_rules(f"{HEAD}\n{GOOD}\n".encode(), ids))
    assert (len(added), wrong) == (1, {})
    before = read_rules(f"{HEAD}\n{GOOD}\n".replace(",taxes_deals", "").replace("no,no", "no").encode(), ids)
    assert import_rules(before) == ([], {})
    exported = b"".join(encoded([COLUMNS, *(row_of(rule) for rule in all_rules())]))
    assert import_rules(read_rules(exported, ids)) == ([], {})


def test_every_wrong_row_of_a_file_is_named(new: NewRule) -> None:
    rows = [
        GOOD,
        GOOD.replace("WA", "Wash"),
        GOOD.replace("massage", "sauna"),
        GOOD.replace("3.85", "99"),
        GOOD.replace("platform", "us"),
        GOOD.replace(",no,", ",maybe,"),
        GOOD.replace("2026-01-01", "1/1/2026"),
    ]
    with pytest.raises(BadFile) as bad:
        read_rules("\n".join([HEAD, *rows]).encode(), {"massage": new.category_id})
    assert [problem.split(":")[0] for problem in bad.value.problems] == [f"Row {number}" for number in range(3, 9)]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"state,city\nWA,Seattle\n", HEAD.encode()])
def test_a_file_that_is_something_else_is_refused(content: bytes) -> None:
    with pytest.raises(BadFile):
        read_rules(content, {})


def test_a_rule_without_its_category_applies_to_nothing(new: NewRule) -> None:
    rule = add_rule(new)
    rule.category_id = None
    add(rule)
    assert rules_in(["WA"]) == []
