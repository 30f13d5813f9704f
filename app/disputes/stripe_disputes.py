"""Disputes at Stripe, with Stripe's own client."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import stripe

from app.disputes.enums import DisputeStatus
from app.disputes.gateway import GatewayDispute, Movement
from app.payments.stripe_calls import StripeCalls, dollars, text, tries

KNOWN = frozenset(status.value for status in DisputeStatus)


class StripeDisputes:
    """Stripe's disputes.

    Source: Stripe's API reference (Disputes) and its guide to responding to disputes.
    """

    def __init__(self, calls: StripeCalls) -> None:
        self._disputes = calls.client.v1.disputes
        self._call = calls.call

    def dispute(self, dispute_id: str) -> GatewayDispute:
        with self._call():
            return _dispute(self._disputes.retrieve(dispute_id, None, tries()))

    def disputes_of(self, payment_intent_id: str) -> Sequence[GatewayDispute]:
        with self._call():
            found = self._disputes.list({"payment_intent": payment_intent_id, "limit": 100}, tries())
            return [_dispute(each) for each in found.auto_paging_iter()]

    def disputes_since(self, at: datetime) -> Sequence[str]:
        with self._call():
            found = self._disputes.list({"created": {"gte": int(at.timestamp())}, "limit": 100}, tries())
            return [text(each.id, 80) for each in found.auto_paging_iter()]

    def submit(self, dispute_id: str, texts: Mapping[str, str], *, key: str, reference: str) -> None:
        evidence: Any = dict(texts)
        with self._call():
            self._disputes.update(
                dispute_id,
                {"evidence": evidence, "metadata": {"dispute": reference}, "submit": True},
                {"idempotency_key": key, **tries()},
            )


def _dispute(dispute: stripe.Dispute) -> GatewayDispute:
    """Convert a dispute. Raises NotInDollars for one of a charge in another currency."""
    intent, details = dispute.payment_intent, dispute.evidence_details
    status = text(dispute.status, 40)
    return GatewayDispute(
        id=text(dispute.id, 80),
        payment_intent_id=text(intent.id if isinstance(intent, stripe.PaymentIntent) else intent, 120),
        status=DisputeStatus(status) if status in KNOWN else DisputeStatus.OTHER,
        reason=text(dispute.reason, 60),
        cents=dollars(dispute.amount, dispute.currency),
        opened_at=datetime.fromtimestamp(dispute.created, UTC),
        due_by=datetime.fromtimestamp(details.due_by, UTC) if details.due_by else None,
        movements=[_movement(each) for each in dispute.balance_transactions],
        has_submitted=details.submission_count > 0,
    )


def _movement(moved: stripe.BalanceTransaction) -> Movement:
    return Movement(text(moved.id, 80), dollars(moved.amount, moved.currency), moved.fee)
