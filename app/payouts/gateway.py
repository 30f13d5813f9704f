"""The interface to what moves money to venues. Only create_app knows that Stripe implements it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, cast

from flask import current_app

from app.payouts.enums import PayoutStatus


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to open for a venue. The same request under the same key opens one account."""

    key: str
    reference: str  # the venue's slug
    email: str
    name: str
    url: str  # empty if the site has no public address


@dataclass(frozen=True, slots=True)
class GatewayAccount:
    """A venue's account as the gateway sees it now."""

    id: str
    takes_transfers: bool
    pays_out: bool
    is_submitted: bool
    requirements: Sequence[str] = ()
    due_by: datetime | None = None
    disabled_reason: str = ""
    bank_name: str = ""
    bank_last4: str = ""
    interval: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class TransferRequest:
    """Money to move to a venue's account, out of one payment, or without one, out of our balance."""

    key: str
    account_id: str
    payment_intent_id: str
    cents: int
    group: str  # the public id of the order or dispute
    reference: str  # the transfer's public id
    description: str  # what it's for, as the venue sees it at the gateway


@dataclass(frozen=True, slots=True)
class GatewayPayout:
    """A payout to a venue's bank. `transfers` are the gateway's ids of what it contains."""

    id: str
    cents: int
    status: PayoutStatus
    arrives_on: date
    failure_code: str = ""
    transfers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """A webhook event about a venue's account, or about one of its payouts if `payout_id` is set."""

    id: str
    kind: str
    account_id: str
    payout_id: str = ""


class PayoutGateway(Protocol):
    """The gateway that moves money to venues.

    Calls raise GatewayDown if there is no response, and GatewayRefused for a refusal. No call may be made while a
    transaction is open.
    """

    def open_account(self, request: NewAccount) -> GatewayAccount: ...

    def account(self, account_id: str) -> GatewayAccount:
        """Return the account as it is now."""

    def find_account(self, reference: str, *, since: datetime) -> GatewayAccount | None:
        """Return the account that an earlier request for this venue opened at `since` or later, if it did."""

    def set_schedule(self, account_id: str, *, interval: str, anchor: str) -> GatewayAccount:
        """Change when the account is paid out; "manual" is never. Returns the account as it is then."""

    def form_url(self, account_id: str, *, refresh_url: str, return_url: str) -> str:
        """Return a link to the form with which an owner completes the account. It works once, for a few minutes."""

    def dashboard_url(self, account_id: str) -> str:
        """Return a link to the pages where an owner changes the bank account and the schedule."""

    def transfer(self, request: TransferRequest) -> str:
        """Move money to a venue's account and return the gateway's id of the transfer."""

    def find_transfer(self, request: TransferRequest) -> str | None:
        """Return the id of the transfer that an earlier request for this reference made, if it did."""

    def reverse(self, transfer_id: str, *, cents: int, key: str, reference: str) -> str:
        """Take back part of a transfer and return the gateway's id of the reversal."""

    def find_reversal(self, transfer_id: str, *, reference: str) -> str | None:
        """Return the id of the reversal that an earlier request for this reference made, if it did."""

    def payout(self, account_id: str, payout_id: str) -> GatewayPayout:
        """Return a payout as it is now, with what it contains."""

    def payouts_since(self, account_id: str, since: date) -> Sequence[str]:
        """Return the ids of the payouts of an account that arrive on this date or later."""

    def event(self, payload: bytes, signature: str) -> AccountEvent:
        """Verify and parse a webhook. Raises BadSignature, or BadEvent if a signed one cannot be read."""


def payout_gateway() -> PayoutGateway:
    """Return the running application's gateway."""
    return cast(PayoutGateway, current_app.extensions["payouts"])
