"""The interface of the service that calculates tax. Only create_app knows that Stripe Tax implements it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from flask import current_app

from app.core.errors import DomainError
from app.tax.amounts import StripeRate


@dataclass(frozen=True, slots=True)
class CalculationRequest:
    """What is sold at one address: what is charged for each booking, in cents, by the booking's number."""

    street: str
    city: str
    state: str
    postal_code: str
    sold: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CalculatedTax:
    """The tax of one jurisdiction on a booking."""

    rate: StripeRate
    cents: int


@dataclass(frozen=True, slots=True)
class Calculation:
    """The taxes by the number of their booking. It can be committed until it expires."""

    id: str
    expires_at: datetime
    taxes: Mapping[str, Sequence[CalculatedTax]]


@dataclass(frozen=True, slots=True)
class ReversalRequest:
    """What is returned of what was charged for a booking, in cents: before tax, and the tax."""

    transaction_id: str
    reference: str
    booking: str  # its number
    net_cents: int
    tax_cents: int


class TaxRefused(DomainError):
    """The service understood and refused; retrying does not help."""


class TaxGateway(Protocol):
    """The service that calculates tax, and keeps account of what was collected.

    Calls raise Unavailable if there is no response, and TaxRefused for a refusal. No call may be made while a
    transaction is open.
    """

    def calculate(self, request: CalculationRequest) -> Calculation:
        """Calculate. That changes nothing there, so what a lost response said doesn't matter."""

    def commit(self, *, calculation_id: str, reference: str) -> str:
        """Commit a calculation, and return the id of its transaction. It's refused for a reference used before."""

    def reverse(self, request: ReversalRequest) -> str:
        """Reverse a part of a transaction, and return the id of that. It's refused for a reference used before."""


def tax_gateway() -> TaxGateway:
    """Return the running application's service."""
    return cast(TaxGateway, current_app.extensions["tax"])
