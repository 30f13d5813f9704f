"""Transfers, reversals, payouts and what they leave on a connected account, in their initial state."""

from sandbox.stripe.connect.params import CreatePayout, CreateReversal, CreateTransfer
from sandbox.stripe.ids import new_id
from sandbox.stripe.objects import NO_ADDRESS, page
from sandbox.stripe.store import JSON


def transfer(params: CreateTransfer, *, group: str | None, at: int) -> JSON:
    identity = new_id("tr_3" if params.source_transaction else "tr_1")
    return {
        "id": identity,
        "object": "transfer",
        "amount": params.amount,
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": at,
        "currency": params.currency,
        "description": params.description,
        "destination": params.destination,
        "destination_payment": None,
        "livemode": False,
        "metadata": params.metadata,
        "reversals": page(f"/v1/transfers/{identity}/reversals", [], has_more=False),
        "reversed": False,
        "source_transaction": params.source_transaction,
        "source_type": "card",
        "transfer_group": group,
    }


def payment(sent: JSON, *, at: int) -> JSON:
    """Return the charge on the connected account that receives the transfer `sent`."""
    empty = (
        "application application_fee application_fee_amount balance_transaction calculated_statement_descriptor "
        "customer description failure_balance_transaction failure_code failure_message on_behalf_of payment_intent "
        "payment_method receipt_email receipt_number receipt_url review shipping statement_descriptor "
        "statement_descriptor_suffix transfer_data transfer_group"
    )
    return {
        "id": new_id("py_1"),
        "object": "charge",
        **dict.fromkeys(empty.split()),
        "amount": sent["amount"],
        "amount_captured": sent["amount"],
        "amount_refunded": 0,
        "billing_details": {"address": NO_ADDRESS, "email": None, "name": None, "phone": None, "tax_id": None},
        "captured": True,
        "created": at,
        "currency": sent["currency"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": {},
        "outcome": None,
        "paid": True,
        "payment_method_details": {"stripe_account": {}, "type": "stripe_account"},
        "refunded": False,
        "source_transfer": sent["id"],
        "status": "succeeded",
    }


def reversal(params: CreateReversal, sent: JSON, *, amount: int, at: int) -> JSON:
    return {
        "id": new_id("trr_1"),
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": None,
        "created": at,
        "currency": sent["currency"],
        "destination_payment_refund": None,
        "metadata": params.metadata,
        "source_refund": None,
        "transfer": sent["id"],
    }


def payment_refund(taken: JSON, received: JSON) -> JSON:
    """Return the refund on the connected account that the reversal `taken` causes."""
    empty = "balance_transaction charge customer payment_intent reason receipt_number source_transfer_reversal"
    return {
        "id": new_id("pyr_1"),
        "object": "refund",
        **dict.fromkeys(empty.split()),
        "amount": taken["amount"],
        "charge": received["id"],
        "created": taken["created"],
        "currency": taken["currency"],
        "metadata": {},
        "status": "succeeded",
        "transfer_reversal": taken["id"],
    }


def payout(params: CreatePayout, *, destination: str | None, automatic: bool, at: int, arrival: int) -> JSON:
    empty = (
        "application_fee application_fee_amount balance_transaction failure_balance_transaction failure_code "
        "failure_message original_payout payout_method reversed_by"
    )
    return {
        "id": new_id("po_1"),
        "object": "payout",
        **dict.fromkeys(empty.split()),
        "amount": params.amount,
        "arrival_date": arrival,
        "automatic": automatic,
        "created": at,
        "currency": params.currency,
        "description": params.description or ("STRIPE PAYOUT" if automatic else None),
        "destination": destination,
        "livemode": False,
        "metadata": params.metadata,
        "method": params.method,
        "reconciliation_status": "completed" if automatic else "not_applicable",
        "source_type": "card",
        "statement_descriptor": params.statement_descriptor,
        "status": "in_transit",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }
