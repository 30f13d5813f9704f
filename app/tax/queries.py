from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Integer, Select, String, any_, bindparam, func, select, type_coerce
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.settings import settings
from app.tax.amounts import Rule
from app.tax.enums import TaxSource
from app.tax.errors import TaxErrorCode
from app.tax.models import TaxRule
from app.taxonomy.models import Category


def asks_stripe() -> bool:
    """Return whether Stripe Tax says which taxes guests pay, so that the rules of admins aren't used."""
    return TaxSource(settings().tax_source) is TaxSource.STRIPE


def rules_in(states: Collection[str]) -> list[Rule]:
    """Return the rules of these states, with the categories that they cover. One statement.

    None if Stripe Tax is asked instead.
    """
    if asks_stripe():
        return []
    rows = session.execute(_rules_in(), {"states": sorted(states)})
    return [loaded(rule, subcategories) for rule, subcategories in rows]


@cache
def _rules_in() -> Select[TaxRule, Any]:
    """Return the query, built once because every cart sends it."""
    below = (
        select(func.coalesce(func.array_agg(Category.id), type_coerce([], ARRAY(Integer))))
        .where(Category.parent_id == TaxRule.category_id)
        .scalar_subquery()
    )
    in_states = TaxRule.state == any_(bindparam("states", type_=ARRAY(String)))
    return select(TaxRule, below).where(in_states, TaxRule.category_id.is_not(None)).order_by(TaxRule.id)


def loaded(rule: TaxRule, subcategories: Sequence[int] = ()) -> Rule:
    """Return a rule as values."""
    category_id = rule.category_id or 0
    return Rule(
        rule.id,
        rule.state,
        rule.locality,
        category_id,
        frozenset([category_id, *subcategories]),
        rule.jurisdiction,
        rule.rate,
        rule.remitter,
        rule.taxes_fees,
        rule.first_on,
        rule.last_on,
        rule.taxes_funded,
    )


def all_rules() -> Sequence[TaxRule]:
    """List the rules of admins with their categories: by place, category, and jurisdiction, the newest first.

    One statement.
    """
    return session.scalars(
        select(TaxRule)
        .outerjoin(TaxRule.category)
        .where(TaxRule.source == TaxSource.RULES)
        .order_by(
            TaxRule.state, TaxRule.locality, Category.name, TaxRule.jurisdiction, TaxRule.first_on.desc(), TaxRule.id
        )
        .options(joinedload(TaxRule.category))
    ).all()


def rule_with(rule_id: int) -> TaxRule:
    """Return a rule of an admin with its category, locked until the transaction ends. Raises NotFound."""
    found = session.scalar(
        select(TaxRule)
        .where(TaxRule.id == rule_id, TaxRule.source == TaxSource.RULES)
        .options(joinedload(TaxRule.category))
        .with_for_update(of=TaxRule)
    )
    if found is None:
        raise NotFound(TaxErrorCode.NO_SUCH_RULE)
    return found


def rules_of_states(states: Collection[str]) -> Sequence[TaxRule]:
    """List the rules of admins for these states as stored, the oldest first. One statement."""
    return session.scalars(
        select(TaxRule).where(TaxRule.state.in_(sorted(states)), TaxRule.source == TaxSource.RULES).order_by(TaxRule.id)
    ).all()
