"""Payouts by schedule and on request, and what a failed one changes."""

from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from tests.sandbox.connect import DAY, FEE, PAID, acting_for, balance, charged, ready_account, transferred
from tests.sandbox.servers import StripeSandbox

NO_ACCOUNT = "000111111116"
TUESDAY = datetime(2030, 5, 14, 12, tzinfo=UTC)


def payouts(client: stripe.StripeClient, account: str) -> list[stripe.Payout]:
    return client.v1.payouts.list({}, acting_for(account)).data


def follow_schedule(client: stripe.StripeClient, account: str, **schedule: Any) -> None:
    client.v1.accounts.update(account, {"settings": {"payouts": {"schedule": schedule}}})  # type: ignore[typeddict-item]


def types(sandbox: StripeSandbox) -> list[tuple[str, bool]]:
    return [(each.type, each.connect) for each in sandbox.take()]


def test_daily_payout_takes_what_is_available_and_arrives_the_next_day(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    account = ready_account(sandbox)
    transferred(sandbox, account)
    sandbox.advance(DAY)
    assert payouts(client, account) == []
    sandbox.take()
    sandbox.advance(DAY)
    made = payouts(client, account)[0]
    assert (made.amount, made.status, made.automatic) == (15_000, "in_transit", True)
    assert made.arrival_date - made.created == DAY
    assert balance(sandbox, account) == (0, 0)
    assert types(sandbox) == [("payout.created", True)]
    sandbox.advance(DAY)
    assert client.v1.payouts.retrieve(made.id, {}, acting_for(account)).status == "paid"
    assert types(sandbox) == [("payout.paid", True)]
    sandbox.advance(DAY)
    assert len(payouts(client, account)) == 1  # nothing is left to pay out


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ({"interval": "weekly", "weekly_anchor": "friday"}, 3),
        ({"interval": "weekly", "weekly_anchor": "monday"}, 6),
        ({"interval": "monthly", "monthly_anchor": 31}, 17),
        ({"interval": "monthly", "monthly_anchor": 3}, 20),
    ],
)
def test_payouts_wait_for_the_day_of_the_schedule(
    sandbox: StripeSandbox, client: stripe.StripeClient, schedule: dict[str, Any], days: int
) -> None:
    sandbox.set_clock(TUESDAY)
    account = ready_account(sandbox)
    follow_schedule(client, account, **schedule)
    transferred(sandbox, account)
    sandbox.advance((days - 1) * DAY)
    assert payouts(client, account) == []
    sandbox.advance(DAY)
    assert [each.amount for each in payouts(client, account)] == [15_000]


def test_manual_payouts_are_made_on_request_only(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = ready_account(sandbox)
    follow_schedule(client, account, interval="manual")
    transferred(sandbox, account)
    params: Any = {"amount": 4_000, "currency": "usd"}
    with pytest.raises(stripe.InvalidRequestError) as early:
        client.v1.payouts.create(params, acting_for(account))
    assert early.value.code == "balance_insufficient"
    sandbox.advance(2 * DAY)
    made = client.v1.payouts.create(params, acting_for(account))
    assert (made.amount, made.automatic, made.status) == (4_000, False, "in_transit")
    assert balance(sandbox, account) == (11_000, 0)
    with pytest.raises(stripe.InvalidRequestError, match="only be filtered on automatic"):
        client.v1.balance_transactions.list({"payout": made.id}, acting_for(account))


def test_payout_lists_the_transfers_that_it_pays_out(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = ready_account(sandbox)
    first, second = transferred(sandbox, account), transferred(sandbox, account, 2_000)
    client.v1.transfers.reversals.create(first.id, {"amount": 5_000})
    made = sandbox.pay_out(account)
    transferred(sandbox, account, 300)
    assert (made["amount"], made["status"]) == (12_000, "paid")
    params: Any = {"payout": made["id"], "expand": ["data.source"]}
    inside = client.v1.balance_transactions.list(params, acting_for(account)).data
    assert [(each.type, each.net) for each in inside] == [
        ("payout", -12_000),
        ("payment_refund", -5_000),
        ("payment", 2_000),
        ("payment", 15_000),
    ]
    sources: Any = [each.source for each in inside]
    assert [source.source_transfer for source in sources[2:]] == [second.id, first.id]
    assert sources[1].charge == first.destination_payment


def test_failed_payout_returns_the_money_and_pauses_payouts(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    account = ready_account(sandbox, bank=NO_ACCOUNT)
    transferred(sandbox, account)
    sandbox.advance(2 * DAY)
    made = payouts(client, account)[0]
    assert made.status == "in_transit"
    sandbox.take()
    sandbox.advance(DAY)
    failed = client.v1.payouts.retrieve(made.id, {"expand": ["failure_balance_transaction"]}, acting_for(account))
    assert (failed.status, failed.failure_code) == ("failed", "no_account")
    assert isinstance(failed.failure_balance_transaction, stripe.BalanceTransaction)
    assert (failed.failure_balance_transaction.type, balance(sandbox, account)) == ("payout_failure", (15_000, 0))
    assert types(sandbox) == [("payout.failed", True), ("account.updated", True)]
    owner = client.v1.accounts.retrieve(account)
    bank: Any = owner.external_accounts.data[0]
    assert (owner.payouts_enabled, owner.requirements.currently_due) == (False, ["external_account"])
    assert (bank.status, owner.requirements.disabled_reason) == ("errored", "requirements.past_due")
    sandbox.advance(DAY)
    assert len(payouts(client, account)) == 1
    assert sandbox.change_bank(account)["payouts_enabled"]
    sandbox.advance(DAY)
    assert [each.amount for each in payouts(client, account)] == [15_000, 15_000]


def test_control_makes_a_payout_fail(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = ready_account(sandbox)
    transferred(sandbox, account)
    assert sandbox.pay_out(account, fail=True)["failure_code"] == "no_account"
    assert [each.status for each in payouts(client, account)] == ["failed"]
    listed = client.v1.payouts.list
    assert listed({"status": "paid"}, acting_for(account)).data == []
    assert listed({"arrival_date": {"lt": 1}}, acting_for(account)).data == []


def test_platform_pays_out_its_own_balance_on_request(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    charged(sandbox)
    sandbox.advance(3 * DAY)
    sandbox.take()
    made = client.v1.payouts.create({"amount": PAID - FEE, "currency": "usd"})
    assert (made.automatic, balance(sandbox)) == (False, (0, 0))
    sandbox.advance(DAY)
    assert client.v1.payouts.retrieve(made.id).status == "paid"
    assert types(sandbox) == [("payout.created", False), ("payout.paid", False)]
    account = ready_account(sandbox)
    assert payouts(client, account) == []
    with pytest.raises(stripe.InvalidRequestError, match="No such payout"):
        client.v1.payouts.retrieve(made.id, {}, acting_for(account))
    sandbox.take()
    assert sandbox.fail_payout(made.id)["status"] == "failed"
    assert (types(sandbox), balance(sandbox)) == ([("payout.failed", False)], (PAID - FEE, 0))
