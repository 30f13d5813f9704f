"""Disputes: what they take and give back, and who decides them when."""

from typing import Any

import pytest
import stripe

from tests.sandbox.connect import DAY, FEE, PAID, balance
from tests.sandbox.orders import order
from tests.sandbox.servers import StripeSandbox

FRAUDULENT, INQUIRY, TWICE = "4000000000000259", "4000000000001976", "4000000404000079"
DISPUTE_FEE = 1500


def disputed(sandbox: StripeSandbox, card: str = FRAUDULENT) -> stripe.Dispute:
    """Pay $175.00 with a card whose bank disputes it. Returns the newest dispute."""
    client = sandbox.client()
    paid = sandbox.pay(client.v1.checkout.sessions.create(order()).id, card)["session"]
    return client.v1.disputes.list({"payment_intent": paid["payment_intent"]}).data[0]


def total(sandbox: StripeSandbox) -> int:
    return sum(balance(sandbox))


def types(sandbox: StripeSandbox) -> list[str]:
    return [each.type.removeprefix("charge.dispute.") for each in sandbox.take() if ".dispute." in each.type]


def submit(client: stripe.StripeClient, dispute: str, text: str, **more: Any) -> stripe.Dispute:
    return client.v1.disputes.update(dispute, {"evidence": {"uncategorized_text": text}, **more})


def test_dispute_takes_the_amount_and_a_fee_at_once(sandbox: StripeSandbox) -> None:
    found = disputed(sandbox)
    assert (found.status, found.reason, found.amount, found.is_charge_refundable) == (
        "needs_response",
        "fraudulent",
        PAID,
        False,
    )
    [taken] = found.balance_transactions
    assert (taken.type, taken.reporting_category, taken.amount, taken.fee) == ("adjustment", "dispute", -PAID, 1500)
    assert total(sandbox) == -FEE - DISPUTE_FEE
    assert types(sandbox) == ["created", "funds_withdrawn"]


def test_evidence_wins_the_amount_back_but_not_the_fee(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    found = disputed(sandbox)
    staged = submit(client, found.id, "Draft", submit=False)
    assert (staged.status, staged.evidence_details.submission_count) == ("needs_response", 0)
    sandbox.take()
    won = submit(client, found.id, "winning_evidence")
    assert (won.status, won.evidence_details.submission_count) == ("won", 1)
    assert [each.amount for each in won.balance_transactions] == [-PAID, PAID]
    assert total(sandbox) == PAID - FEE - DISPUTE_FEE
    assert types(sandbox) == ["updated", "funds_reinstated", "closed"]
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        submit(client, found.id, "More")


def test_bank_decides_evidence_later_and_may_return_a_part(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    found = disputed(sandbox)
    assert submit(client, found.id, "They came.").status == "under_review"
    sandbox.advance(30 * DAY)
    assert client.v1.disputes.retrieve(found.id).status == "under_review"
    sandbox.decide(found.id, "win", amount=7500)
    assert total(sandbox) == 7500 - FEE - DISPUTE_FEE


def test_unanswered_dispute_is_lost(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    found = disputed(sandbox)
    sandbox.advance(15 * DAY)
    lost = client.v1.disputes.retrieve(found.id)
    assert (lost.status, lost.evidence_details.past_due) == ("lost", True)
    assert total(sandbox) == -FEE - DISPUTE_FEE


def test_inquiry_takes_nothing_until_it_becomes_a_dispute(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    found = disputed(sandbox, INQUIRY)
    assert (found.status, found.balance_transactions, total(sandbox)) == ("warning_needs_response", [], PAID - FEE)
    sandbox.take()
    became = submit(client, found.id, "escalate_inquiry_evidence")
    assert (became.status, total(sandbox)) == ("needs_response", -FEE - DISPUTE_FEE)
    assert types(sandbox) == ["updated", "updated", "funds_withdrawn"]


@pytest.mark.parametrize("way", ["refund", "time"])
def test_inquiry_is_closed_by_a_full_refund_or_by_time(
    way: str, sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    found = disputed(sandbox, INQUIRY)
    if way == "refund":
        client.v1.refunds.create({"charge": str(found.charge)})
    else:
        sandbox.advance(121 * DAY)
    assert client.v1.disputes.retrieve(found.id).status == "warning_closed"


def test_charge_can_be_refunded_only_as_far_as_no_bank_took_it_back(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    paid = sandbox.pay(client.v1.checkout.sessions.create(order()).id)["session"]
    found = sandbox.dispute(paid["payment_intent"], amount=7000)
    part: Any = {"payment_intent": paid["payment_intent"], "amount": 100}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create(part)
    assert refused.value.code == "charge_disputed"
    sandbox.decide(found["id"], "lose")
    client.v1.refunds.create({**part, "amount": PAID - 7000})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create(part)


def test_one_charge_can_have_two_disputes_but_not_beyond_its_amount(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    newest = disputed(sandbox, TWICE)
    both = client.v1.disputes.list({"charge": str(newest.charge)}).data
    assert [each.amount for each in both] == [PAID // 2, PAID // 2]
    with pytest.raises(AssertionError, match="more than"):
        sandbox.dispute(str(newest.payment_intent), amount=1)


def test_evidence_beyond_stripes_limits_is_refused(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    found = disputed(sandbox)
    with pytest.raises(stripe.InvalidRequestError):
        submit(client, found.id, "x" * 20_001)
    names = ("cancellation_rebuttal", "refund_refusal_explanation", "product_description", "access_activity_log")
    more = ("cancellation_policy_disclosure", "refund_policy_disclosure", "duplicate_charge_explanation")
    texts: Any = dict.fromkeys((*names, *more, "uncategorized_text"), "x" * 19_000)
    with pytest.raises(stripe.InvalidRequestError, match="150,000"):
        client.v1.disputes.update(found.id, {"evidence": texts})
    assert client.v1.disputes.close(found.id).status == "lost"
