"""What payments asks of whoever moves the money. Stripe stands behind it; only create_app says so."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, cast

from flask import current_app

from app.errors import DomainError, Unavailable


class SessionStatus(StrEnum):
    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the payment page: cents for each place, and how many."""

    text: str
    detail: str
    each_cents: int
    quantity: int


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """A payment page to open. The same request under the same key opens one page, however often it is sent."""

    idempotency_key: str
    reference: str  # the order's public id
    email: str
    lines: Sequence[Line]
    expires_at: datetime
    success_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    """A payment page as the gateway sees it now. Card details are empty where they were not asked for."""

    id: str
    reference: str
    status: SessionStatus
    paid: bool
    amount_cents: int | None = None
    currency: str = ""
    livemode: bool = False
    url: str | None = None
    payment_intent_id: str | None = None
    card_brand: str = ""
    card_last4: str = ""


class RefundStatus(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class GatewayRefund:
    id: str
    status: RefundStatus
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, told by a webhook. Exactly one of the two is set where it concerns us."""

    id: str
    kind: str
    session: CheckoutSession | None = None
    refund: GatewayRefund | None = None


class BadSignature(DomainError):
    """A webhook that the gateway did not send, or sent too long ago."""

    status = 400


class BadEvent(DomainError):
    """A webhook that the gateway signed and that makes no sense."""

    status = 400


class GatewayDown(Unavailable):
    """The gateway does not answer, or not in time. Nothing is known of what it did: ask again with the same key."""


class GatewayRefused(DomainError):
    """The gateway understood and said no; asking again will not help."""


class PaymentGateway(Protocol):
    """Every call may raise GatewayDown. None may be made while a transaction is open.

    `livemode` tells real money from test money.
    """

    @property
    def livemode(self) -> bool: ...

    def open_session(self, request: SessionRequest) -> CheckoutSession: ...

    def session(self, session_id: str) -> CheckoutSession:
        """As it is now, card included once it is paid."""

    def expire_session(self, session_id: str) -> CheckoutSession:
        """Close the page; where it was paid meanwhile, it comes back as complete."""

    def refund(self, *, payment_intent_id: str, cents: int, key: str, reference: str) -> GatewayRefund:
        """Raises GatewayRefused where it cannot be refunded."""

    def find_refund(
        self, *, payment_intent_id: str, cents: int, reference: str, known: Collection[str]
    ) -> GatewayRefund | None:
        """A refund that was made for this reference and amount, and whose id is not among the known ones."""

    def event(self, payload: bytes, signature: str) -> Event:
        """Raises BadSignature, and BadEvent for a signed one that cannot be read."""


def gateway() -> PaymentGateway:
    """The running application's gateway."""
    return cast(PaymentGateway, current_app.extensions["payments"])
