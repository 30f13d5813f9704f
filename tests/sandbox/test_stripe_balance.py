"""Balance transactions: every movement of money has one, and the balance is their sum."""

import pytest
import stripe

from tests.sandbox.connect import DAY, FEE, PAID, acting_for, balance, charged, ready_account, transferred
from tests.sandbox.orders import order
from tests.sandbox.servers import StripeSandbox

FAILS_LATER = "4000000000005126"


def test_charge_minus_the_fee_is_pending_for_two_days(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    charge = client.v1.charges.retrieve(charged(sandbox), {"expand": ["balance_transaction"]})
    transaction = charge.balance_transaction
    assert isinstance(transaction, stripe.BalanceTransaction)
    assert (transaction.type, transaction.amount, transaction.fee, transaction.net) == ("charge", PAID, FEE, PAID - FEE)
    assert [(each.type, each.amount) for each in transaction.fee_details] == [("stripe_fee", FEE)]
    assert (transaction.source, transaction.status) == (charge.id, "pending")
    assert transaction.available_on - transaction.created == 2 * DAY
    assert balance(sandbox) == (0, PAID - FEE)
    sandbox.advance(2 * DAY)
    assert client.v1.balance_transactions.retrieve(transaction.id).status == "available"
    assert balance(sandbox) == (PAID - FEE, 0)


@pytest.mark.parametrize(("cents", "fee"), [(1000, 59), (50, 31), (17_500, 538), (9_500, 306), (1050, 60)])
def test_fee_is_rounded_half_up(client: stripe.StripeClient, cents: int, fee: int) -> None:
    paths = ["latest_charge.balance_transaction"]
    charge = client.v1.payment_intents.retrieve(f"pi_demo_{cents}_1", {"expand": paths}).latest_charge
    assert isinstance(charge, stripe.Charge)
    assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    assert charge.balance_transaction.fee == fee


def test_refund_takes_its_amount_but_leaves_the_fee(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    params = {"charge": charged(sandbox), "amount": 5_000, "expand": ["balance_transaction"]}
    transaction = client.v1.refunds.create(params).balance_transaction  # type: ignore[arg-type]
    assert isinstance(transaction, stripe.BalanceTransaction)
    assert (transaction.type, transaction.amount, transaction.fee) == ("refund", -5_000, 0)
    assert balance(sandbox) == (0, PAID - FEE - 5_000)


def test_failed_refund_puts_the_money_back(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order())
    paid = sandbox.pay(session.id, FAILS_LATER)["session"]["payment_intent"]
    refund = client.v1.refunds.create({"payment_intent": paid})
    assert balance(sandbox) == (0, -FEE)
    sandbox.advance(60)
    failed = client.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    back = failed.failure_balance_transaction
    assert isinstance(back, stripe.BalanceTransaction)
    assert (back.type, back.amount, back.source) == ("refund_failure", PAID, refund.id)
    assert balance(sandbox) == (0, PAID - FEE)


def test_transactions_are_listed_by_type_source_and_page(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    first, second = charged(sandbox), charged(sandbox)
    client.v1.refunds.create({"charge": first, "amount": 100})
    listed = client.v1.balance_transactions.list
    assert [each.type for each in listed().data] == ["refund", "charge", "charge"]
    assert [each.source for each in listed({"type": "charge"}).data] == [second, first]
    assert [each.type for each in listed({"source": first}).data] == ["charge"]
    assert [each.type for each in listed({"limit": 1}).auto_paging_iter()] == ["refund", "charge", "charge"]
    assert listed({"created": {"lt": 1}}).data == []
    assert listed({"currency": "eur"}).data == []


@pytest.mark.parametrize(
    ("kind", "amount", "category"),
    [("stripe_fee", -200, "fee"), ("adjustment", 35, "other_adjustment"), ("topup", 50_000, "topup")],
)
def test_stripe_moves_money_without_a_source(
    sandbox: StripeSandbox, client: stripe.StripeClient, kind: str, amount: int, category: str
) -> None:
    made = sandbox.adjust_balance(amount, kind)
    (found,) = client.v1.balance_transactions.list({"type": kind}).data
    assert (found.id, found.amount, found.net, found.fee) == (made["id"], amount, amount, 0)
    assert (found.source, found.reporting_category, found.status) == (None, category, "available")
    assert balance(sandbox) == (amount, 0)


def test_each_account_has_its_own_balance(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account, other = ready_account(sandbox), ready_account(sandbox)
    sent = transferred(sandbox, account)
    assert balance(sandbox) == (0, PAID - FEE - 15_000)
    assert (balance(sandbox, account), balance(sandbox, other)) == ((0, 15_000), (0, 0))
    theirs = client.v1.balance_transactions.list({}, acting_for(account)).data
    assert [(each.type, each.amount, each.source) for each in theirs] == [("payment", 15_000, sent.destination_payment)]
    with pytest.raises(stripe.InvalidRequestError, match="No such"):
        client.v1.balance_transactions.retrieve(theirs[0].id)
    with pytest.raises(stripe.PermissionError):
        client.v1.balance.retrieve({}, acting_for("acct_none"))
    with pytest.raises(stripe.InvalidRequestError, match="Stripe-Account"):
        client.v1.transfers.list({}, acting_for(account))
