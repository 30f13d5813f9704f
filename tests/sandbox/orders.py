"""The Stripe requests that this application makes, for the stand-in's tests."""

import time
from typing import Any


def order(**changes: Any) -> dict[str, Any]:
    """Return session parameters with two line items, $175.00 in total. Setting a parameter to None omits it."""
    params: dict[str, Any] = {
        "mode": "payment",
        "line_items": [line("Unwinding massage, 60 min", 7700), line("Sauna circuit", 4900, quantity=2)],
        "success_url": "http://127.0.0.1:8000/orders/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:8000/cart",
        "client_reference_id": "CW-7K3M-Q2XD",
        "customer_email": "wren@example.com",
        "expires_at": int(time.time()) + 31 * 60,
        "metadata": {"order": "CW-7K3M-Q2XD"},
        "payment_intent_data": {"description": "CW-7K3M-Q2XD", "metadata": {"order": "CW-7K3M-Q2XD"}},
        "allowed_payment_method_types": ["card"],
    }
    return {name: value for name, value in {**params, **changes}.items() if value is not None}


def saving(**changes: Any) -> dict[str, Any]:
    """Return the parameters of a session that saves a card and charges nothing. Setting one to None omits it."""
    params = order(mode="setup", currency="usd", line_items=None, payment_intent_data=None, customer_email=None)
    return {name: value for name, value in {**params, **changes}.items() if value is not None}


def subscribing(price: str, **changes: Any) -> dict[str, Any]:
    """Return the parameters of a session that starts a subscription."""
    params = order(
        mode="subscription",
        line_items=[{"price": price, "quantity": 1}],
        subscription_data={"metadata": {"membership": "3"}},
        payment_intent_data=None,
        customer_email=None,
    )
    return {**params, **changes}


def line(name: str, cents: int, *, quantity: int = 1, currency: str = "usd") -> dict[str, Any]:
    price = {
        "currency": currency,
        "unit_amount": cents,
        "product_data": {"name": name, "description": "Hazel Bodywork"},
    }
    return {"price_data": price, "quantity": quantity}


def taxed(*references: str, state: str = "WA", city: str = "Seattle") -> Any:
    """Return the request for the tax on a service of $95.00 for each reference."""
    address = {"line1": "920 5th Ave", "city": city, "state": state, "postal_code": "98104", "country": "US"}
    service = {"amount": 9_500, "tax_behavior": "exclusive", "tax_code": "txcd_20030000"}
    return {
        "currency": "usd",
        "customer_details": {"address": address, "address_source": "shipping"},
        "line_items": [{**service, "reference": reference} for reference in references],
        "expand": ["line_items.data.tax_breakdown"],
    }
