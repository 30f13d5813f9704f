"""The interface to what charges members each month. Only create_app knows that Stripe implements it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from flask import current_app

from app.memberships.enums import MembershipState
from app.payments.gateway import DOLLARS


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """A page on which a guest joins. A retry under the same key must send the same."""

    key: str
    reference: str
    customer_id: str
    price_id: str
    expires_at: datetime
    success_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class JoinPage:
    id: str
    url: str
    subscription_id: str = ""  # once the guest has joined
    is_expired: bool = False


@dataclass(frozen=True, slots=True)
class GatewaySubscription:
    """A subscription as the gateway sees it now."""

    id: str
    reference: str  # the membership's, as we sent it
    state: MembershipState
    price_id: str
    period_ends_at: datetime
    ends_with_period: bool
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """A period that was paid, and how."""

    id: str
    price_id: str
    cents: int
    period_ends_at: datetime
    paid_at: datetime
    payment_intent_id: str
    charge_id: str
    fee_cents: int | None
    currency: str = DOLLARS
    card_brand: str = ""
    card_last4: str = ""


class MembershipGateway(Protocol):
    """The gateway that charges members.

    Calls raise GatewayDown if there is no response, and GatewayRefused for a refusal. No call may be made while a
    transaction is open.
    """

    def make_price(self, *, key: str, name: str, cents: int, reference: str) -> str:
        """Return the id of a monthly price. Sent twice under one key, it is made once."""

    def open_page(self, request: JoinRequest) -> JoinPage:
        """Open a page on which a guest joins. Sent twice under one key, it is opened once."""

    def page(self, session_id: str) -> JoinPage:
        """Return the page as it is now."""

    def subscription(self, subscription_id: str) -> GatewaySubscription:
        """Return the subscription as it is now."""

    def paid_invoices(self, subscription_id: str, *, known: Sequence[str]) -> Sequence[PaidInvoice]:
        """Return the latest paid invoices, without the known ones, oldest first."""

    def unpaid_page(self, subscription_id: str) -> str | None:
        """Return the address of the page that pays what is due, or None if nothing is.

        The card used there is charged for the next months too.
        """

    def set_price(self, subscription_id: str, *, price_id: str) -> None:
        """Charge another price from the next period on."""

    def set_end(self, subscription_id: str, *, with_period: bool) -> None:
        """End the subscription with its period, or keep it."""

    def set_pause(self, subscription_id: str, *, paused: bool) -> None:
        """Stop charging, or go on with the next period."""


def membership_gateway() -> MembershipGateway:
    """Return the running application's gateway."""
    return cast(MembershipGateway, current_app.extensions["memberships"])
