"""The interface of the payment gateway. Only create_app knows that Stripe implements it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, cast

from flask import current_app

from app.core.errors import DomainError, Unavailable
from app.saved_cards.details import CardDetails

# The only currency that we charge, pay, and keep books in, as Stripe names it.
DOLLARS = "usd"


class SessionStatus(StrEnum):
    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One line of the payment page: cents per spot, and how many spots."""

    text: str
    detail: str
    each_cents: int
    quantity: int


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """A payment page to open. The same request under the same key opens one page, however often it is sent.

    With a customer, the card is saved for them. Without lines, that is all that the page does.
    """

    idempotency_key: str
    reference: str  # the order's public id
    email: str
    lines: Sequence[PaymentLine]
    expires_at: datetime
    success_url: str
    cancel_url: str
    customer_id: str = ""


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    """A payment page as the gateway sees it now. Card and charge are empty if they were not requested."""

    id: str
    reference: str
    status: SessionStatus
    paid: bool
    amount_cents: int | None = None
    currency: str = ""
    livemode: bool = False
    saved: bool = False  # it saved a card, and charged nothing
    customer_id: str | None = None
    card: CardDetails | None = None  # the card that it saved for the customer, if that was requested
    url: str | None = None
    payment_intent_id: str | None = None
    card_brand: str = ""
    card_last4: str = ""
    charge_id: str | None = None
    fee_cents: int | None = None  # what the gateway keeps; None if it is not known yet


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """A charge of a saved card without its owner. The same request under the same key charges once."""

    idempotency_key: str
    reference: str  # the order's public id
    customer_id: str
    payment_method_id: str
    cents: int


@dataclass(frozen=True, slots=True)
class CardCharge:
    """What became of it: paid, or why the bank refused."""

    payment_intent_id: str | None
    decline_code: str = ""
    charge_id: str | None = None
    fee_cents: int | None = None
    currency: str = DOLLARS

    @property
    def is_paid(self) -> bool:
        return not self.decline_code


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
    """A webhook event. `session`, `refund`, `dispute_id`, or `subscription_id` is set if it concerns us."""

    id: str
    kind: str
    session: CheckoutSession | None = None
    refund: GatewayRefund | None = None
    dispute_id: str = ""
    payment_intent_id: str = ""  # of the dispute
    subscription_id: str = ""  # also of an invoice


class BadSignature(DomainError):
    """A webhook that the gateway did not send, or sent too long ago."""

    status = 400


class BadEvent(DomainError):
    """A webhook that the gateway signed but that cannot be understood."""

    status = 400


class GatewayDown(Unavailable):
    """The gateway did not respond, or not in time.

    What it did is unknown: retry with the same key.
    """


class GatewayRefused(DomainError):
    """The gateway understood and refused; retrying does not help."""


class NotInDollars(GatewayRefused):
    """An amount in another currency, which isn't read as dollars."""


class PaymentDisputed(GatewayRefused):
    """A refund of a payment that a bank disputes or has taken back."""


class PaymentGateway(Protocol):
    """The gateway that handles the money.

    Every call may raise GatewayDown. No call may be made while a transaction is open. `livemode` distinguishes real
    money from test money.
    """

    @property
    def livemode(self) -> bool: ...

    def open_session(self, request: SessionRequest) -> CheckoutSession: ...

    def session(self, session_id: str) -> CheckoutSession:
        """Return the page as it is now, with the card, the charge and its fee once it is paid."""

    def expire_session(self, session_id: str) -> CheckoutSession:
        """Expire the page and return it; if it was paid in the meantime, it is complete."""

    def create_customer(self, *, key: str, email: str, reference: str) -> str:
        """Create a customer, for whom cards can be saved, and return its id. `reference` is ours for the account."""

    def charge_card(self, request: ChargeRequest) -> CardCharge:
        """Charge a saved card without its owner, and return what became of it."""

    def find_charge(self, request: ChargeRequest) -> CardCharge | None:
        """Return what became of a charge that was requested earlier; None if it never arrived."""

    def detach_card(self, payment_method_id: str) -> None:
        """Forget a card, so that nobody can charge it again. Repeating it has no effect."""

    def refund(self, *, payment_intent_id: str, cents: int, key: str, reference: str) -> GatewayRefund:
        """Refund `cents` of a payment. Raises GatewayRefused if that is not possible, PaymentDisputed if a bank
        disputes it."""

    def read_refund(self, refund_id: str) -> GatewayRefund:
        """Return a refund as it is now."""

    def find_refund(
        self, *, payment_intent_id: str, cents: int, reference: str, known: Collection[str]
    ) -> GatewayRefund | None:
        """Return a refund made for this reference and amount whose id is not among the known ones."""

    def event(self, payload: bytes, signature: str) -> Event:
        """Verify and parse a webhook. Raises BadSignature, or BadEvent if a signed one cannot be read."""


def gateway() -> PaymentGateway:
    """Return the running application's gateway."""
    return cast(PaymentGateway, current_app.extensions["payments"])
