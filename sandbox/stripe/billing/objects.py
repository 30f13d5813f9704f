"""Products, subscriptions, invoices and test clocks, in their initial state."""

from collections.abc import Sequence

from sandbox.stripe.ids import new_id
from sandbox.stripe.objects import page
from sandbox.stripe.store import JSON

NO_TAX = {"disabled_reason": None, "enabled": False, "liability": None}


def product(*, name: str, description: str | None, metadata: JSON, active: bool, at: int) -> JSON:
    empty = "default_price package_dimensions shippable statement_descriptor tax_code unit_label url"
    return {
        "id": new_id("prod_", 14),
        "object": "product",
        **dict.fromkeys(empty.split()),
        "active": active,
        "created": at,
        "description": description,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": metadata,
        "name": name,
        "updated": at,
    }


def subscription(customer: JSON, lines: Sequence[JSON], *, method: str, data: JSON, at: int, ends: int) -> JSON:
    """Return an active subscription to the prices of a session's lines. `data` is its subscription_data."""
    identity = new_id("sub_1")
    empty = (
        "application application_fee_percent billing_cycle_anchor_config billing_thresholds cancel_at canceled_at "
        "customer_account days_until_due default_source description ended_at latest_invoice "
        "next_pending_invoice_item_invoice on_behalf_of pause_collection pending_invoice_item_interval "
        "pending_setup_intent pending_update schedule transfer_data trial_end trial_start"
    )
    items = [_item(line, identity, at=at, ends=ends) for line in lines if line["price"]["recurring"]]
    return {
        "id": identity,
        "object": "subscription",
        **dict.fromkeys(empty.split()),
        "automatic_tax": NO_TAX,
        "billing_cycle_anchor": at,
        "billing_mode": {"flexible": None, "type": "classic"},
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": at,
        "currency": lines[0]["currency"],
        "customer": customer["id"],
        "default_payment_method": method,
        "default_tax_rates": [],
        "description": data.get("description"),
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": page(f"/v1/subscription_items?subscription={identity}", items, has_more=False),
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "start_date": at,
        "status": "active",
        "test_clock": customer["test_clock"],
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    }


def _item(line: JSON, subscription: str, *, at: int, ends: int) -> JSON:
    return {
        "id": new_id("si_", 14),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": at,
        "current_period_end": ends,
        "current_period_start": at,
        "discounts": [],
        "metadata": {},
        "price": line["price"],
        "quantity": line["quantity"],
        "subscription": subscription,
        "tax_rates": [],
    }


EMPTY_OF_INVOICE = """
    account_name account_tax_ids application custom_fields customer_account customer_shipping default_payment_method
    default_source description due_date effective_at ending_balance footer from_invoice hosted_invoice_url invoice_pdf
    last_finalization_error latest_revision next_payment_attempt number on_behalf_of receipt_number rendering
    shipping_cost shipping_details statement_descriptor total_pretax_credit_amounts webhooks_delivered_at
"""


def invoice(of: JSON, customer: JSON, lines: Sequence[JSON], *, reason: str, at: int) -> JSON:
    """Return a draft invoice of the subscription `of`."""
    identity = new_id("in_1")
    own = [{**line, "invoice": identity} for line in lines]
    details = {"metadata": of["metadata"], "subscription": of["id"]}
    return {
        "id": identity,
        "object": "invoice",
        **dict.fromkeys(EMPTY_OF_INVOICE.split()),
        **_amounts(sum(int(line["amount"]) for line in lines)),
        **_invoiced(customer),
        "account_country": "US",
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {**NO_TAX, "provider": None, "status": None},
        "automatically_finalizes_at": None,
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": at,
        "currency": of["currency"],
        "default_tax_rates": [],
        "discounts": [],
        "issuer": {"type": "self"},
        "lines": page(f"/v1/invoices/{identity}/lines", own, has_more=False),
        "livemode": False,
        "metadata": {},
        "parent": {"quote_details": None, "subscription_details": details, "type": "subscription_details"},
        "payment_settings": dict.fromkeys(("default_mandate", "payment_method_options", "payment_method_types")),
        "period_end": at,
        "period_start": at,
        "status": "draft",
        "status_transitions": dict.fromkeys(("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")),
        "test_clock": of["test_clock"],
    }


def _amounts(total: int) -> JSON:
    """Return the amounts of an invoice of which nothing is paid."""
    empty = "amount_overpaid amount_paid amount_shipping starting_balance"
    notes = "post_payment_credit_notes_amount pre_payment_credit_notes_amount"
    whole = "amount_due amount_remaining subtotal subtotal_excluding_tax total total_excluding_tax"
    return {
        **dict.fromkeys(f"{empty} {notes}".split(), 0),
        **dict.fromkeys(whole.split(), total),
        "total_discount_amounts": [],
        "total_taxes": [],
    }


def _invoiced(customer: JSON) -> JSON:
    """Return what an invoice says about its customer."""
    return {
        "customer": customer["id"],
        **{f"customer_{name}": customer[name] for name in ("address", "email", "name", "phone")},
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
    }


def invoice_line(item: JSON, name: str) -> JSON:
    """Return what one item of a subscription costs for its current period."""
    price, amount = item["price"], item["price"]["unit_amount"] * item["quantity"]
    every = price["recurring"]["interval"]
    details = {
        "invoice_item": None,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": item["subscription"],
        "subscription_item": item["id"],
    }
    return {
        "id": new_id("il_1"),
        "object": "line_item",
        "amount": amount,
        "currency": price["currency"],
        "description": f"{item['quantity']} × {name} (at ${price['unit_amount'] / 100:.2f} / {every})",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": {},
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": details,
            "type": "subscription_item_details",
        },
        "period": {"end": item["current_period_end"], "start": item["current_period_start"]},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": item["quantity"],
        "subtotal": amount,
        "taxes": [],
    }


def invoice_payment(invoice: JSON, intent: str, *, at: int) -> JSON:
    return {
        "id": new_id("inpay_1"),
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": invoice["amount_due"],
        "created": at,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"payment_intent": intent, "type": "payment_intent"},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }


def test_clock(*, frozen_time: int, name: str | None, at: int) -> JSON:
    return {
        "id": new_id("clock_1"),
        "object": "test_helpers.test_clock",
        "created": at,
        "deletes_after": at + 30 * 24 * 60 * 60,
        "frozen_time": frozen_time,
        "livemode": False,
        "name": name,
        "status": "ready",
        "status_details": {},
    }
