"""Transfers to connected accounts, never more than there is, and their reversals."""

from typing import Any

import pytest
import stripe

from tests.sandbox.connect import (
    DAY,
    FEE,
    PAID,
    acting_for,
    balance,
    charged,
    new_account,
    ready_account,
    transferred,
)
from tests.sandbox.servers import StripeSandbox


def refusal(client: stripe.StripeClient, **params: Any) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.create({"currency": "usd", **params})  # type: ignore[typeddict-item]
    return refused.value


def types(sandbox: StripeSandbox) -> list[str]:
    return [each.type for each in sandbox.take()]


def test_transfer_arrives_as_a_payment(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account, charge = ready_account(sandbox), charged(sandbox)
    sandbox.take()
    sent = client.v1.transfers.create(
        {
            "amount": 15_000,
            "currency": "usd",
            "destination": account,
            "source_transaction": charge,
            "transfer_group": "CW-7K3M-Q2XD",
            "description": "CW-7K3M-Q2XD",
            "metadata": {"booking": "9"},
            "expand": ["balance_transaction"],
        }
    )
    assert (sent.amount, sent.amount_reversed, sent.reversed, sent.reversals.data) == (15_000, 0, False, [])
    assert (sent.destination, sent.source_transaction, sent.transfer_group) == (account, charge, "CW-7K3M-Q2XD")
    assert isinstance(sent.balance_transaction, stripe.BalanceTransaction)
    assert (sent.balance_transaction.type, sent.balance_transaction.amount) == ("transfer", -15_000)
    assert types(sandbox) == ["transfer.created"]
    received = client.v1.charges.retrieve(str(sent.destination_payment), {}, acting_for(account))
    assert (received.amount, received.source_transfer) == (15_000, sent.id)
    assert client.v1.transfers.retrieve(sent.id).id == sent.id
    with pytest.raises(stripe.InvalidRequestError, match="No such charge"):
        client.v1.charges.retrieve(received.id)


def test_transferred_money_becomes_available_with_its_charge(sandbox: StripeSandbox) -> None:
    account = ready_account(sandbox)
    sandbox.client().v1.accounts.update(account, {"settings": {"payouts": {"schedule": {"interval": "manual"}}}})
    transferred(sandbox, account)
    assert balance(sandbox, account) == (0, 15_000)
    sandbox.advance(2 * DAY)
    assert balance(sandbox, account) == (15_000, 0)


def test_transfer_beyond_its_charge_is_refused(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    facts: dict[str, Any] = {"destination": ready_account(sandbox), "source_transaction": charged(sandbox)}
    client.v1.transfers.create({"amount": 10_000, "currency": "usd", **facts})
    assert refusal(client, amount=7_501, **facts).param == "amount"
    client.v1.refunds.create({"charge": facts["source_transaction"], "amount": 7_000})
    assert refusal(client, amount=501, **facts).param == "amount"
    client.v1.transfers.create({"amount": 500, "currency": "usd", **facts})
    assert refusal(client, amount=1, **{**facts, "source_transaction": "ch_none"}).http_status == 404


def test_transfer_without_a_charge_needs_available_money(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = ready_account(sandbox)
    charged(sandbox)
    assert refusal(client, amount=100, destination=account).code == "balance_insufficient"
    sandbox.advance(2 * DAY)
    assert refusal(client, amount=PAID - FEE + 1, destination=account).code == "balance_insufficient"
    client.v1.transfers.create({"amount": PAID - FEE, "currency": "usd", "destination": account})
    assert (balance(sandbox), balance(sandbox, account)) == ((0, 0), (PAID - FEE, 0))


def test_transfer_needs_an_account_that_may_receive_it(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    charge = charged(sandbox)
    early = refusal(client, amount=100, destination=new_account(client).id, source_transaction=charge)
    assert (early.http_status, early.code) == (400, "insufficient_capabilities_for_transfer")
    nobody = refusal(client, amount=100, destination="acct_none", source_transaction=charge)
    assert (nobody.code, nobody.param) == ("resource_missing", "destination")
    assert refusal(client, amount=100, destination="acct_none", colour="pine").code == "parameter_unknown"


def test_transfers_are_listed_by_destination_and_group(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account, other = ready_account(sandbox), ready_account(sandbox)
    first = transferred(sandbox, account, transfer_group="CW-1")
    second = transferred(sandbox, other, transfer_group="CW-1")
    third = transferred(sandbox, account)
    assert third.transfer_group  # Stripe makes one for the charge
    listed = client.v1.transfers.list
    assert [each.id for each in listed().data] == [third.id, second.id, first.id]
    assert [each.id for each in listed({"destination": account}).data] == [third.id, first.id]
    assert [each.id for each in listed({"transfer_group": "CW-1"}).data] == [second.id, first.id]


def test_retried_transfer_is_made_once(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    params: Any = {"amount": 100, "currency": "usd", "destination": ready_account(sandbox)}
    params["source_transaction"] = charged(sandbox)
    first, second = (client.v1.transfers.create(params, {"idempotency_key": "booking-9"}) for _ in range(2))
    assert first.id == second.id
    assert balance(sandbox, params["destination"]) == (0, 100)


def test_transfer_is_reversed_in_parts(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = ready_account(sandbox)
    sent = transferred(sandbox, account)
    sandbox.take()
    first = client.v1.transfers.reversals.create(sent.id, {"amount": 4_000, "metadata": {"refund": "3"}})
    assert (first.amount, first.transfer, first.metadata.to_dict()) == (4_000, sent.id, {"refund": "3"})
    assert types(sandbox) == ["transfer.reversed"]
    assert (balance(sandbox), balance(sandbox, account)) == ((0, PAID - FEE - 11_000), (0, 11_000))
    with pytest.raises(stripe.InvalidRequestError) as too_much:
        client.v1.transfers.reversals.create(sent.id, {"amount": 11_001})
    assert too_much.value.param == "amount"
    rest = client.v1.transfers.reversals.create(sent.id)
    after = client.v1.transfers.retrieve(sent.id)
    assert (rest.amount, after.amount_reversed, after.reversed) == (11_000, 15_000, True)
    assert [each.id for each in after.reversals.data] == [rest.id, first.id]
    assert [each.id for each in client.v1.transfers.reversals.list(sent.id).data] == [rest.id, first.id]
    assert client.v1.transfers.reversals.retrieve(sent.id, first.id) == first
    own = client.v1.balance_transactions.list({"type": "transfer_refund"}).data
    theirs = client.v1.balance_transactions.list({"type": "payment_refund"}, acting_for(account)).data
    assert [each.amount for each in own] == [11_000, 4_000]
    assert [each.amount for each in theirs] == [-11_000, -4_000]


def test_money_that_was_paid_out_cannot_be_reversed(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = ready_account(sandbox)
    sent = transferred(sandbox, account)
    sandbox.pay_out(account)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.reversals.create(sent.id, {"amount": 1})
    assert (refused.value.http_status, refused.value.code) == (400, "balance_insufficient")


def test_reversed_money_can_be_transferred_again(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = ready_account(sandbox)
    sent = transferred(sandbox, account, PAID)
    client.v1.transfers.reversals.create(sent.id)
    again: Any = {"amount": PAID, "currency": "usd", "destination": account}
    client.v1.transfers.create({**again, "source_transaction": sent.source_transaction})
    assert balance(sandbox, account) == (0, PAID)
