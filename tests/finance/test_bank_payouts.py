"""What may leave our balance at Stripe for our bank, and how it leaves once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.bookings.models.bookings import Booking
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.finance import gateway_flows
from app.finance.actions.payouts import request_payout
from app.finance.enums import BankPayoutState
from app.finance.models import BankPayout
from app.finance.queries.balance import free_cents
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.payouts.models import PayoutAccount
from tests.factories import make_user
from tests.payments.test_ledger import PRICE, after, booking
from tests.payments.test_settle import massage, order
from tests.payouts.test_transfers import account, pay
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs

__all__ = ["account", "booking", "massage", "order"]

FEE = 349
COMMISSION = 2200  # a fifth


@pytest.fixture
def earned(booking: Booking, account: PayoutAccount, stripe: StripeSandbox) -> int:
    """Earn a commission of 20%, transfer the rest, and return what is available at Stripe."""
    booking.commission_bps = 2000
    after(booking)
    pay(booking)
    stripe.set_clock(NOW + timedelta(days=12))
    return gateway_flows.balance().available


def test_what_belongs_to_guests_and_venues_stays(booking: Booking, stripe: StripeSandbox) -> None:
    stripe.set_clock(NOW + timedelta(days=12))
    assert gateway_flows.balance().available == PRICE - FEE
    assert free_cents(PRICE - FEE) == -FEE
    with pytest.raises(DomainError, match=r"\$0.00 at most"):
        request_payout(cents=1, user_id=make_user().id)


def test_commission_less_fees_is_paid_out_once(earned: int, stripe: StripeSandbox, jobs: Jobs) -> None:
    admin = make_user()
    with pytest.raises(DomainError, match=r"\$18.51 at most"):
        request_payout(cents=COMMISSION - FEE + 1, user_id=admin.id)
    payout = request_payout(cents=COMMISSION - FEE, user_id=admin.id)
    session.commit()
    with pytest.raises(Conflict):
        request_payout(cents=1, user_id=admin.id)
    jobs.run()
    gateway_flows.send_payout(payout.id)
    session.commit()
    assert [each.amount for each in stripe.client().v1.payouts.list().data] == [COMMISSION - FEE]
    assert balances()[Account.PLATFORM_BANK] == COMMISSION - FEE
    assert balances()[Account.CASH_AT_STRIPE] == 0


def test_payout_whose_response_was_lost_is_found(earned: int, stripe: StripeSandbox) -> None:
    payout = request_payout(cents=1000, user_id=make_user().id)
    payout.state = BankPayoutState.SENT
    session.commit()
    stripe.client().v1.payouts.create(
        {"amount": 1000, "currency": "usd", "metadata": {"bank_payout": payout.public_id}}
    )
    with clock.pinned(NOW + timedelta(days=14)):
        gateway_flows.reconcile()
        session.commit()
    assert session.scalars(select(BankPayout.state)).one() is BankPayoutState.MADE
    gateway_flows.send_payout(payout.id)
    session.commit()
    assert len(stripe.client().v1.payouts.list().data) == 1


def test_payout_of_more_than_what_is_available_is_over_and_moves_nothing(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    booking.commission_bps = 2000
    after(booking)
    pay(booking)
    payout = request_payout(cents=1000, user_id=make_user().id)  # the charge isn't available at Stripe yet
    session.commit()
    gateway_flows.send_payout(payout.id)
    session.commit()
    session.refresh(payout)
    assert (payout.state, "Less was available" in payout.failure) == (BankPayoutState.FAILED, True)
    assert stripe.client().v1.payouts.list().data == []
    assert Account.PLATFORM_BANK not in balances()
