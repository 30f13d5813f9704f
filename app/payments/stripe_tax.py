"""Tax by Stripe Tax, with Stripe's own client."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import lazy_gettext
from stripe.params.tax import CalculationCreateParams
from stripe.tax import CalculationLineItem

from app.payments.gateway import GatewayRefused
from app.payments.stripe_calls import StripeCalls, text, tries
from app.tax.amounts import StripeRate
from app.tax_calculations.gateway import CalculatedTax, Calculation, CalculationRequest, ReversalRequest, TaxRefused

SLOW = lazy_gettext("We can’t calculate tax right now. You weren’t charged. Try again in a minute.")
MOST_LINES = 100
SALES_TAX = "sales_tax"
LONGEST_NAME = 80


class StripeTax:
    """Stripe Tax through its own API, besides Checkout: a page never changes a price that we have frozen.

    Source: Stripe's API reference (Tax Calculations, Tax Transactions).
    """

    def __init__(self, calls: StripeCalls, *, tax_code: str) -> None:
        self._calls = calls
        self._tax = calls.client.v1.tax
        self._tax_code = tax_code

    def calculate(self, request: CalculationRequest) -> Calculation:
        with self._call():
            made = self._tax.calculations.create(calculation_params(request, self._tax_code), tries())
            id_ = text(made.id, 120)
            lines = self._tax.calculations.line_items.list(
                id_, {"limit": MOST_LINES, "expand": ["data.tax_breakdown"]}, tries()
            )
        expires_at = datetime.fromtimestamp(made.expires_at or 0, UTC)
        return Calculation(id_, expires_at, {text(line.reference, 40): taxes_of(line) for line in lines.data})

    def commit(self, *, calculation_id: str, reference: str) -> str:
        with self._call():
            made = self._tax.transactions.create_from_calculation(
                {"calculation": calculation_id, "reference": reference}, _once(reference)
            )
        return text(made.id, 120)

    def reverse(self, request: ReversalRequest) -> str:
        with self._call():
            lines = self._tax.transactions.line_items.list(request.transaction_id, {"limit": MOST_LINES}, tries())
            original = next((line.id for line in lines.data if line.reference == request.booking), "")
            made = self._tax.transactions.create_reversal(
                {
                    "mode": "partial",
                    "original_transaction": request.transaction_id,
                    "reference": request.reference,
                    "line_items": [
                        {
                            "original_line_item": original,
                            "reference": request.reference,
                            "amount": -request.net_cents,
                            "amount_tax": -request.tax_cents,
                        }
                    ],
                },
                _once(request.reference),
            )
        return text(made.id, 120)

    @contextmanager
    def _call(self) -> Iterator[None]:
        try:
            with self._calls.call(slow=SLOW):
                yield
        except GatewayRefused as refused:
            raise TaxRefused(refused.message) from refused


def _once(reference: str) -> Any:
    """Return the options of a request that takes effect once for a reference."""
    return {"idempotency_key": f"tax-{reference}", **tries()}


def calculation_params(request: CalculationRequest, tax_code: str) -> CalculationCreateParams:
    """Return the request for a calculation: a service is sold where it happens, so the address is the venue's."""
    return {
        "currency": "usd",
        "customer_details": {
            "address": {
                "line1": request.street,
                "city": request.city,
                "state": request.state,
                "postal_code": request.postal_code,
                "country": "US",
            },
            "address_source": "shipping",
        },
        "line_items": [
            {"reference": number, "amount": cents, "tax_behavior": "exclusive", "tax_code": tax_code}
            for number, cents in request.sold.items()
        ],
    }


def taxes_of(line: CalculationLineItem) -> Sequence[CalculatedTax]:
    """Return the taxes of a line by jurisdiction. Raises TaxRefused if they aren't what the line adds up to."""
    found = [CalculatedTax(_rate(tax), tax.amount) for tax in line.tax_breakdown or () if tax.amount]
    if sum(tax.cents for tax in found) != line.amount_tax:
        raise TaxRefused(str(SLOW))
    return found


def _rate(tax: CalculationLineItem.TaxBreakdown) -> StripeRate:
    where, details = tax.jurisdiction, tax.tax_rate_details
    percent = Decimal(details.percentage_decimal if details else 0)
    name = jurisdiction_name(where.level, where.display_name)
    if details is not None and details.tax_type != SALES_TAX:
        name = f"{name}, {details.display_name}"
    rate = int((percent * 1000).quantize(Decimal(1), ROUND_HALF_UP))
    return StripeRate(text(where.state, 2), text(name[:LONGEST_NAME], LONGEST_NAME), rate)


# How a jurisdiction is called whose name alone could be its state's, or another one's.
NAMES: Mapping[str, str] = {"city": "City of {name}", "county": "{name} County"}


def jurisdiction_name(level: str, name: str) -> str:
    """Return the name of a jurisdiction: "Washington", "City of Seattle", "Travis County"."""
    return name if level in name.casefold() else NAMES.get(level, "{name}").format(name=name)
