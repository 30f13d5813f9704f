"""Paying tax to jurisdictions: at most what we owe, recorded in the ledger, and undone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.finance.actions.tax_payments import NewTaxPayment, record_tax_payment, undo_tax_payment
from app.finance.errors import FinanceErrorCode
from app.finance.queries.tax_payments import Remitted, owed_to, remitted
from app.ledger.actions import Entry, Posting, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.queries import balances
from tests.factories import make_service, make_user, make_venue
from tests.sale_factories import make_tax_rule

MAY = date(2026, 5, 1), date(2026, 5, 31)
TODAY = date(2026, 5, 14)


@pytest.fixture
def new(db: None) -> NewTaxPayment:
    """Owe $45.00 to Oregon, by two rules for different places, and return a payment of $40.00 for May."""
    service = make_service(make_venue())
    rules = make_tax_rule(service), make_tax_rule(service, locality="Portland")
    lines = [Posting(Account.TAX_PAYABLE, -2250, tax_rule_id=rule.id) for rule in rules]
    record_entries([Entry(LedgerEvent.TAX, "1:1", [debit(Account.GUEST_PREPAYMENTS, 4500), *lines])])
    return NewTaxPayment("OR", "Oregon", *MAY, 4000, TODAY, "77-1")


def reported() -> list[Remitted]:
    return list(remitted(clock.now() - timedelta(days=1), clock.now() + timedelta(days=1), *MAY))


def test_a_payment_lowers_what_we_owe_and_an_undone_one_raises_it(new: NewTaxPayment) -> None:
    admin = make_user()
    payment = record_tax_payment(new, user_id=admin.id, today=TODAY)
    assert (balances()[Account.TAX_PAYABLE], balances()[Account.PLATFORM_BANK]) == (-500, -4000)
    assert reported() == [Remitted("OR", "Oregon", 4500, 4000, 500)]
    undo_tax_payment(payment_id=payment.public_id, why="Of another state.", user_id=admin.id)
    session.commit()
    assert (payment.undone_by_id, payment.undone_why) == (admin.id, "Of another state.")
    assert (balances()[Account.TAX_PAYABLE], owed_to("OR", "Oregon")) == (-4500, 4500)
    assert reported() == [Remitted("OR", "Oregon", 4500, 0, 4500)]
    with pytest.raises(Conflict):
        undo_tax_payment(payment_id=payment.public_id, why="Twice.", user_id=admin.id)


def test_a_payment_that_is_wrong_is_refused(new: NewTaxPayment) -> None:
    wrong = {
        FinanceErrorCode.MORE_THAN_TAX_OWED: replace(new, cents=4501),
        FinanceErrorCode.PERIOD_ENDS_FIRST: replace(new, last_on=date(2026, 4, 30)),
        FinanceErrorCode.PAID_LATER: replace(new, paid_on=TODAY + timedelta(days=1)),
    }
    for reason, payment in wrong.items():
        with pytest.raises(DomainError) as refused:
            record_tax_payment(payment, user_id=1, today=TODAY)
        assert refused.value.reason is reason
    with pytest.raises(DomainError, match=r"\$0.00"):
        record_tax_payment(replace(new, state="WA"), user_id=1, today=TODAY)
