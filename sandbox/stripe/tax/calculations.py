"""Calculations: the tax on each line by jurisdiction, for one address. They change nothing, and expire."""

from collections.abc import Sequence

from sandbox.stripe.errors import StripeError
from sandbox.stripe.ids import new_id
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record
from sandbox.stripe.tax.params import Address, CalculationLine, CreateCalculation
from sandbox.stripe.tax.rates import Rate, rates_at

KIND, LINE = "tax.calculation", "tax.calculation_line_item"
LIFE = 90 * 24 * 60 * 60


def create(box: Sandbox, params: CreateCalculation) -> JSON:
    """Calculate, and keep the result with its lines."""
    address, now = params.customer_details.address, box.clock.now()
    lines = [_line(line, address) for line in params.line_items]
    for line in lines:
        box.store.add(line)
    tax = sum(line.body["amount_tax"] for line in lines)
    body: JSON = {
        "id": new_id("taxcalc_1"),
        "object": KIND,
        "amount_total": sum(line.body["amount"] for line in lines) + tax,
        "currency": params.currency,
        "customer": None,
        "customer_details": {
            "address": {"line2": None, **address.model_dump()},
            "address_source": params.customer_details.address_source,
            "ip_address": None,
            "tax_ids": [],
            "taxability_override": "none",
        },
        "expires_at": now + LIFE,
        "livemode": False,
        "ship_from_details": None,
        "shipping_cost": None,
        "tax_amount_exclusive": tax,
        "tax_amount_inclusive": 0,
        "tax_breakdown": _together(lines),
        "tax_date": now,
    }
    box.store.add(Record(body, {"lines": [line.body["id"] for line in lines]}))
    return body


def load(box: Sandbox, identity: str) -> Record:
    """Return a calculation. Raises StripeError (404), also for one that has expired."""
    found = box.record(KIND, identity, param="calculation")
    if found.body["expires_at"] <= box.clock.now():
        raise StripeError(f"The tax calculation {identity} has expired.", status=404, code="resource_missing")
    return found


def lines_of(box: Sandbox, identity: str) -> list[JSON]:
    ids = load(box, identity).private["lines"]
    return [box.record(LINE, line, param="line_items").body for line in ids]


def breakdown_of(box: Sandbox, identity: str) -> list[JSON]:
    """Return the taxes of a line, which its body leaves out unless they are asked for."""
    taxes: list[JSON] = box.record(LINE, identity, param="line_items").private["tax_breakdown"]
    return taxes


def _line(line: CalculationLine, address: Address) -> Record:
    rates = rates_at(address.state, address.city, line.tax_code)
    taxes = [_tax(rate, line.amount) for rate in rates] or [_none(address.state, line.amount)]
    body: JSON = {
        "id": new_id("tax_li_", 14),
        "object": LINE,
        "amount": line.amount,
        "amount_tax": sum(tax["amount"] for tax in taxes),
        "livemode": False,
        "metadata": line.metadata,
        "product": None,
        "quantity": line.quantity,
        "reference": line.reference,
        "tax_behavior": line.tax_behavior,
        "tax_code": line.tax_code,
    }
    return Record(body, {"tax_breakdown": taxes})


def _tax(rate: Rate, cents: int) -> JSON:
    return {
        "amount": rate.on(cents),
        "jurisdiction": {"country": "US", "display_name": rate.name, "level": rate.level, "state": rate.state},
        "sourcing": "destination",
        "tax_rate_details": {
            "display_name": rate.label,
            "percentage_decimal": rate.percent,
            "tax_type": rate.kind,
        },
        "taxability_reason": "standard_rated",
        "taxable_amount": cents,
    }


def _none(state: str, cents: int) -> JSON:
    return {
        "amount": 0,
        "jurisdiction": {"country": "US", "display_name": state, "level": "state", "state": state},
        "sourcing": "destination",
        "tax_rate_details": None,
        "taxability_reason": "not_collecting",
        "taxable_amount": cents,
    }


def _together(lines: Sequence[Record]) -> list[JSON]:
    """Return the taxes of all lines, added up by rate."""
    found: dict[tuple[str, str], JSON] = {}
    for tax in [tax for line in lines for tax in line.private["tax_breakdown"]]:
        details = tax["tax_rate_details"] or {"percentage_decimal": "0.0", "tax_type": "sales_tax"}
        shown = found.setdefault(
            (tax["jurisdiction"]["display_name"], details["percentage_decimal"]),
            {
                "amount": 0,
                "inclusive": False,
                "tax_rate_details": {
                    "country": "US",
                    "flat_amount": None,
                    "percentage_decimal": details["percentage_decimal"],
                    "rate_type": "percentage" if tax["tax_rate_details"] else None,
                    "state": tax["jurisdiction"]["state"],
                    "tax_type": details["tax_type"],
                },
                "taxability_reason": tax["taxability_reason"],
                "taxable_amount": 0,
            },
        )
        shown["amount"] += tax["amount"]
        shown["taxable_amount"] += tax["taxable_amount"]
    return list(found.values())
