"""Adding and ending tax rules, and those for rates of Stripe Tax. Orders that exist keep their taxes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.tax.amounts import Rule, StripeRate
from app.tax.enums import Remitter, TaxSource
from app.tax.errors import TaxErrorCode
from app.tax.models import TaxRule
from app.tax.queries import loaded, rules_of_states


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule to add. `locality` is a city as in the addresses of venues, or empty for the whole state."""

    state: str
    locality: str
    category_id: int
    jurisdiction: str
    rate: int
    remitter: Remitter
    taxes_fees: bool
    first_on: date
    last_on: date | None = None
    taxes_funded: bool = False


def add_rule(new: NewRule) -> TaxRule:
    """Add a rule. Raises DomainError if it ends before it starts, Conflict if another one is for some of its days."""
    _check(new, [rule for rule in rules_of_states([new.state]) if _tax(rule) == _tax(new)])
    rule = TaxRule(**asdict(new))
    session.add(rule)
    session.flush()
    return rule


def import_rules(rules: Sequence[NewRule]) -> tuple[Sequence[TaxRule], Mapping[int, DomainError]]:
    """Add rules, except those that exist exactly so. Returns the new ones, and what is wrong by place.

    Nothing is added if anything is wrong.
    """
    known = defaultdict(list)
    for rule in rules_of_states({new.state for new in rules}):
        known[_tax(rule)].append(rule)
    added, wrong = [], {}
    for place, new in enumerate(rules):
        others = known[_tax(new)]
        if any(_is_equal(rule, new) for rule in others):
            continue
        try:
            _check(new, others)
        except DomainError as refused:
            wrong[place] = refused
        else:
            added.append(TaxRule(**asdict(new)))
            others.append(added[-1])
    if wrong:
        return [], wrong
    session.add_all(added)
    session.flush()
    return added, {}


def _tax(rule: TaxRule | NewRule) -> tuple[str, str, int | None, str]:
    """Return what has only one rule a day: the tax of a jurisdiction on a category at a place."""
    return rule.state, rule.locality.lower(), rule.category_id, rule.jurisdiction.lower()


def _is_equal(rule: TaxRule, new: NewRule) -> bool:
    """Return whether two rules for the same tax say the same."""
    names = ("rate", "remitter", "taxes_fees", "taxes_funded", "first_on", "last_on")
    return all(getattr(rule, name) == getattr(new, name) for name in names)


def _check(new: NewRule, others: Iterable[TaxRule]) -> None:
    """Raise what is wrong with a rule. `others` are those for the same tax."""
    last = new.last_on or date.max
    if last < new.first_on:
        raise DomainError(TaxErrorCode.ENDS_BEFORE_IT_STARTS)
    for other in others:
        if other.first_on <= last and new.first_on <= (other.last_on or date.max):
            raise Conflict(TaxErrorCode.OVERLAPS, first_on=other.first_on, last_on=other.last_on)


def rules_for_rates(rates: Collection[StripeRate], *, today: date) -> Mapping[StripeRate, Rule]:
    """Return the rules for rates of Stripe Tax, made if they are new. We pay these taxes to the jurisdictions.

    One statement, and two more if any is new. Stripe doesn't say whether fees are taxed too, so they aren't.
    """
    known = _rules_of(rates)
    new = [asdict(rate) for rate in sorted(rates, key=astuple) if rate not in known]
    if new:
        always = {"source": TaxSource.STRIPE, "locality": "", "remitter": Remitter.PLATFORM, "first_on": today}
        session.execute(insert(TaxRule).values([{**always, **rate} for rate in new]).on_conflict_do_nothing())
        known = _rules_of(rates)
    return known


def _rules_of(rates: Collection[StripeRate]) -> Mapping[StripeRate, Rule]:
    key = tuple_(TaxRule.state, TaxRule.jurisdiction, TaxRule.rate)
    found = session.scalars(
        select(TaxRule).where(TaxRule.source == TaxSource.STRIPE, key.in_([astuple(rate) for rate in rates]))
    )
    return {StripeRate(rule.state, rule.jurisdiction, rule.rate): loaded(rule) for rule in found}


def end_rule(*, rule: TaxRule, last_on: date, today: date) -> None:
    """Let a locked rule apply for the last time on a day. Raises DomainError for a day in the past."""
    if rule.last_on is not None and rule.last_on < today:
        raise Conflict(TaxErrorCode.HAS_ENDED)
    if last_on < rule.first_on:
        raise DomainError(TaxErrorCode.ENDS_BEFORE_IT_STARTS)
    if last_on < today:
        raise DomainError(TaxErrorCode.ENDS_IN_THE_PAST)
    rule.last_on = last_on
    session.flush()
