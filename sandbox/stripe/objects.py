"""Stripe's objects in their initial state, as the API shows them. Unsupported fields have empty values."""

from sandbox.stripe.cards import Card, Decline
from sandbox.stripe.ids import new_id, token
from sandbox.stripe.params import CreateRefund, CreateSession, Recurring
from sandbox.stripe.store import JSON

CUSTOM_TEXTS = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
NO_ADDRESS = {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}


def line(price: JSON, name: str, quantity: int) -> JSON:
    """Return a line item of a session; `amount_total` is quantity times price, in cents."""
    amount = price["unit_amount"] * quantity
    return {
        "id": new_id("li_1"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": name,
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }


def price(
    *,
    currency: str,
    unit_amount: int,
    product: str | None,
    tax_behavior: str,
    recurring: Recurring | None,
    active: bool,
    at: int,
) -> JSON:
    """Return a price of a product, or of one that only a session knows."""
    every = None if recurring is None else {**recurring.model_dump(), "meter": None, "usage_type": "licensed"}
    return {
        "id": new_id("price_1"),
        "object": "price",
        "active": active,
        "billing_scheme": "per_unit",
        "created": at,
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product or new_id("prod_", 14),
        "recurring": every,
        "tax_behavior": tax_behavior,
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time" if every is None else "recurring",
        "unit_amount": unit_amount,
        "unit_amount_decimal": str(unit_amount),
    }


def session(
    params: CreateSession, *, total: int | None, currency: str | None, at: int, expires_at: int, public_url: str
) -> JSON:
    """Return an open Checkout Session. It has no PaymentIntent until the first payment attempt. Without a charge, the
    total is None.
    """
    identity = new_id("cs_test_", 58)
    return {
        "id": identity,
        "object": "checkout.session",
        **_unused_by_sessions(),
        "amount_subtotal": total,
        "amount_total": total,
        "cancel_url": params.cancel_url,
        "client_reference_id": params.client_reference_id,
        "created": at,
        "currency": currency,
        "custom_text": {**dict.fromkeys(CUSTOM_TEXTS), **params.custom_text.model_dump(exclude_none=True)},
        "customer": params.customer,
        "customer_creation": _customer_creation(params),
        "customer_details": customer_details(params.customer_email, None) if params.customer_email else None,
        "customer_email": params.customer_email,
        "expires_at": expires_at,
        "livemode": False,
        "locale": params.locale,
        "metadata": params.metadata,
        "mode": params.mode,
        "payment_intent": None,
        "payment_method_types": ["card"],
        "payment_status": "no_payment_required" if params.mode == "setup" else "unpaid",
        "saved_payment_method_options": _saved_options(params),
        "status": "open",
        "submit_type": params.submit_type,
        "success_url": params.success_url,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": params.ui_mode,
        "url": f"{public_url}/c/pay/{identity}",
    }


def _customer_creation(params: CreateSession) -> str | None:
    if params.customer is not None:
        return None
    return "always" if params.mode == "subscription" else params.customer_creation or "if_required"


def _saved_options(params: CreateSession) -> JSON | None:
    options = params.saved_payment_method_options
    if options is None and params.customer is None:
        return None
    chosen = {} if options is None else options.model_dump(exclude_none=True)
    unset = {"allow_redisplay_filters": ["always"], "payment_method_remove": None, "payment_method_save": None}
    return {**unset, **chosen}


def _unused_by_sessions() -> JSON:
    empty = (
        "after_expiration allow_promotion_codes billing_address_collection client_secret collected_information "
        "consent consent_collection currency_conversion customer_account integration_identifier invoice "
        "origin_context payment_link payment_method_configuration_details permissions recovered_from "
        "setup_intent shipping_address_collection shipping_cost subscription wallet_options"
    )
    return {
        **dict.fromkeys(empty.split()),
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "custom_fields": [],
        "discounts": [],
        "invoice_creation": {"enabled": False, "invoice_data": _invoice_data()},
        "managed_payments": {"enabled": False},
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
    }


def _invoice_data() -> JSON:
    empty = "account_tax_ids custom_fields description footer issuer rendering_options"
    return {**dict.fromkeys(empty.split()), "metadata": {}}


def customer_details(email: str | None, name: str | None) -> JSON:
    return {
        "address": NO_ADDRESS,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def payment_intent(*, amount: int, currency: str, data: JSON, at: int) -> JSON:
    """Return a PaymentIntent that still needs a card. `data` has what the session or the request says about it."""
    identity = new_id("pi_3", 24)
    empty = (
        "application application_fee_amount automatic_payment_methods canceled_at cancellation_reason "
        "customer_account excluded_payment_method_types last_payment_error latest_charge next_action on_behalf_of "
        "payment_method payment_method_configuration_details processing review shipping statement_descriptor "
        "transfer_data"
    )
    return {
        "id": identity,
        "object": "payment_intent",
        **dict.fromkeys(empty.split()),
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "client_secret": f"{identity}_secret_{token(24)}",
        "confirmation_method": "automatic",
        "created": at,
        "currency": currency,
        "customer": data.get("customer"),
        "description": data.get("description"),
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "receipt_email": data.get("receipt_email"),
        "setup_future_usage": data.get("setup_future_usage"),
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_group": data.get("transfer_group"),
    }


def charge(intent: JSON, card: Card, *, authenticated: bool, at: int, declined: Decline | None = None) -> JSON:
    """Return a charge that succeeded in full, or that was declined."""
    empty = (
        "application application_fee application_fee_amount balance_transaction failure_balance_transaction "
        "on_behalf_of receipt_number receipt_url review shipping source_transfer statement_descriptor "
        "statement_descriptor_suffix transfer_data"
    )
    address, paid = {**NO_ADDRESS, "country": "US"}, declined is None
    return {
        "id": new_id("ch_3"),
        "object": "charge",
        **dict.fromkeys(empty.split()),
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if paid else 0,
        "amount_refunded": 0,
        "billing_details": {"address": address, "email": card.email, "name": card.name, "phone": None, "tax_id": None},
        "calculated_statement_descriptor": "SANDBOX",
        "captured": paid,
        "created": at,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_code": None if declined is None else declined.code,
        "failure_message": None if declined is None else declined.message,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": _outcome(declined),
        "paid": paid,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {"card": _card_details(card, authenticated=authenticated), "type": "card"},
        "receipt_email": intent["receipt_email"],
        "refunded": False,
        "status": "succeeded" if paid else "failed",
        "transfer_group": intent["transfer_group"],
    }


def _outcome(declined: Decline | None) -> JSON:
    empty = "advice_code network_advice_code network_decline_code"
    refused = declined is not None
    return {
        **dict.fromkeys(empty.split()),
        "network_status": "declined_by_network" if refused else "approved_by_network",
        "reason": None if declined is None else declined.decline_code or declined.code,
        "seller_message": "The bank declined the payment." if refused else "Payment complete.",
        "type": "issuer_declined" if refused else "authorized",
    }


def _card_details(card: Card, *, authenticated: bool) -> JSON:
    secure = {"authentication_flow": "challenge", "result": "authenticated", "result_reason": None, "version": "2.2.0"}
    return {
        "brand": card.kind.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "fingerprint": f"sandbox{card.last4}",
        "funding": "credit",
        "installments": None,
        "last4": card.last4,
        "mandate": None,
        "network": card.kind.brand,
        "network_transaction_id": None,
        "three_d_secure": secure if authenticated else None,
        "wallet": None,
    }


def refund(params: CreateRefund, paid: JSON, *, amount: int, status: str, at: int) -> JSON:
    """Return a refund of `amount` cents of the charge `paid`."""
    empty = (
        "balance_transaction customer customer_account payment_method receipt_number source_transfer_reversal "
        "transfer_reversal"
    )
    return {
        "id": new_id("re_3"),
        "object": "refund",
        **dict.fromkeys(empty.split()),
        "amount": amount,
        "charge": paid["id"],
        "created": at,
        "currency": paid["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": params.metadata,
        "payment_intent": paid["payment_intent"],
        "reason": params.reason,
        "status": status,
    }


def page(url: str, data: list[JSON], *, has_more: bool) -> JSON:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}
