"""Customers, payment methods and setup intents, in their initial state."""

from sandbox.stripe.cards import Behavior, Card
from sandbox.stripe.ids import new_id, token
from sandbox.stripe.objects import NO_ADDRESS
from sandbox.stripe.store import JSON


def customer(*, email: str | None = None, name: str | None = None, at: int) -> JSON:
    empty = "address default_source description discount phone shipping test_clock"
    return {
        "id": new_id("cus_", 14),
        "object": "customer",
        **dict.fromkeys(empty.split()),
        "balance": 0,
        "created": at,
        "currency": None,
        "delinquent": False,
        "email": email,
        "invoice_prefix": token(8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": name,
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "tax_exempt": "none",
    }


def payment_method(card: Card, *, at: int) -> JSON:
    address = {**NO_ADDRESS, "country": "US"}
    return {
        "id": new_id("pm_1"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {"address": address, "email": card.email, "name": card.name, "phone": None, "tax_id": None},
        "card": _card(card),
        "created": at,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
    }


def _card(card: Card) -> JSON:
    secure = card.kind.behavior is Behavior.AUTHENTICATES
    return {
        "brand": card.kind.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "display_brand": card.kind.brand,
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "fingerprint": f"sandbox{card.last4}",
        "funding": "credit",
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.kind.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": secure or card.kind.brand == "visa"},
        "wallet": None,
    }


def setup_intent(*, customer: str | None, data: JSON, at: int) -> JSON:
    """Return a SetupIntent that still needs a card. `data` is the session's setup_intent_data."""
    identity = new_id("seti_1")
    empty = (
        "allowed_payment_method_types application automatic_payment_methods cancellation_reason "
        "excluded_payment_method_types flow_directions last_setup_error latest_attempt mandate next_action "
        "on_behalf_of payment_method payment_method_configuration_details single_use_mandate"
    )
    return {
        "id": identity,
        "object": "setup_intent",
        **dict.fromkeys(empty.split()),
        "client_secret": f"{identity}_secret_{token(24)}",
        "created": at,
        "customer": customer,
        "description": data.get("description"),
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "payment_method_options": {"card": {"mandate_options": None, "network": None}},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        "usage": "off_session",
    }
