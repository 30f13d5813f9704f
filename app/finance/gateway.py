"""The interface to our own balance at Stripe. Only create_app knows that Stripe implements it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, cast

from flask import current_app

from app.payments.gateway import DOLLARS


@dataclass(frozen=True, slots=True)
class Balance:
    """Our balance, in cents: what can be paid out now, and what becomes available later."""

    available: int
    pending: int


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement of our balance. `amount` and `fee` are in the smallest unit of the currency.

    `intent_id` and `reference` say more about its object: the payment it belongs to, and what our metadata names.
    `failure` says why it failed, if it did.
    """

    id: str
    kind: str
    source_id: str
    amount: int
    fee: int
    at: datetime
    intent_id: str = ""
    reference: str = ""
    failure: str = ""
    currency: str = DOLLARS


@dataclass(frozen=True, slots=True)
class MovementPage:
    """Movements, newest first, and whether there are older ones."""

    movements: Sequence[Movement]
    has_more: bool


@dataclass(frozen=True, slots=True)
class MadePayout:
    id: str
    arrives_on: date


class BalanceGateway(Protocol):
    """The gateway that has our balance.

    Calls raise GatewayDown if there is no response, and GatewayRefused for a refusal. No call may be made while a
    transaction is open.
    """

    def balance(self) -> Balance:
        """Return our balance now."""

    def movements(self, *, since: datetime | None, after: str | None) -> MovementPage:
        """Return movements since an instant, newest first. `after` is the last one of the page before."""

    def pay_out(self, *, cents: int, key: str, reference: str) -> MadePayout:
        """Pay out a part of the available balance to our bank."""

    def find_payout(self, *, since: datetime, reference: str) -> MadePayout | None:
        """Return the payout that an earlier request for this reference made, if it did."""


def balance_gateway() -> BalanceGateway:
    """Return the running application's gateway."""
    return cast(BalanceGateway, current_app.extensions["balance"])
