"""The interface to what tells us about disputes. Only create_app knows that Stripe implements it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from flask import current_app

from app.disputes.enums import DisputeStatus


@dataclass(frozen=True, slots=True)
class Movement:
    """A change of our balance because of a dispute, in cents: negative if the bank took it. The fee is on top."""

    id: str
    cents: int
    fee_cents: int = 0


@dataclass(frozen=True, slots=True)
class GatewayDispute:
    """A dispute as the gateway sees it now."""

    id: str
    payment_intent_id: str
    status: DisputeStatus
    reason: str
    cents: int
    opened_at: datetime
    due_by: datetime | None = None
    movements: Sequence[Movement] = ()
    has_submitted: bool = False  # whether evidence was ever submitted


class DisputeGateway(Protocol):
    """The gateway that tells us about disputes, and takes evidence.

    Calls raise GatewayDown if there is no response, GatewayRefused for a refusal, and NotInDollars for an amount in
    another currency. No call may be made while a
    transaction is open.
    """

    def dispute(self, dispute_id: str) -> GatewayDispute:
        """Return the dispute as it is now."""

    def disputes_of(self, payment_intent_id: str) -> Sequence[GatewayDispute]:
        """Return all disputes of a payment."""

    def disputes_since(self, at: datetime) -> Sequence[str]:
        """Return the ids of the disputes that were opened since then."""

    def submit(self, dispute_id: str, texts: Mapping[str, str], *, key: str, reference: str) -> None:
        """Submit evidence to the bank. Sent twice under one key, it is submitted once."""


def dispute_gateway() -> DisputeGateway:
    """Return the running application's gateway."""
    return cast(DisputeGateway, current_app.extensions["disputes"])
