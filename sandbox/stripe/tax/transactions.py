"""Transactions: what was collected, for Stripe's tax reports, and reversals of it. Each has a reference of its own."""

from sandbox.stripe.errors import StripeError, unusable
from sandbox.stripe.ids import new_id
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record
from sandbox.stripe.tax import calculations
from sandbox.stripe.tax.params import CreateReversal, CreateTransaction, ReversedLine

KIND, LINE = "tax.transaction", "tax.transaction_line_item"
COPIED = ("currency", "customer", "customer_details", "ship_from_details", "shipping_cost", "tax_date")


def create(box: Sandbox, params: CreateTransaction) -> JSON:
    """Commit a calculation. Raises StripeError if it has expired, or for a reference that was used before."""
    _check_unused(box, params.reference)
    calculation = calculations.load(box, params.calculation).body
    lines = [
        {**line, "id": new_id("tax_li_", 14), "object": LINE, "reversal": None, "type": "transaction"}
        for line in calculations.lines_of(box, params.calculation)
    ]
    return _add(box, calculation, params, lines, reversal=None)


def reverse(box: Sandbox, params: CreateReversal) -> JSON:
    """Reverse parts of lines. Raises StripeError for more than is left, or for a reference that was used before."""
    _check_unused(box, params.reference)
    original = box.store.get(KIND, params.original_transaction)
    if original is None:
        raise unusable(KIND, params.original_transaction, param="original_transaction")
    lines = [_reversed(original, line) for line in params.line_items]
    box.store.save(original)
    return _add(box, original.body, params, lines, reversal={"original_transaction": original.body["id"]})


def load(box: Sandbox, identity: str) -> Record:
    """Return a transaction. Raises StripeError (404)."""
    return box.record(KIND, identity, param="transaction")


def lines_of(box: Sandbox, identity: str) -> list[JSON]:
    lines: list[JSON] = load(box, identity).private["lines"]
    return lines


def _add(
    box: Sandbox, of: JSON, params: CreateTransaction | CreateReversal, lines: list[JSON], *, reversal: JSON | None
) -> JSON:
    now = box.clock.now()
    body = {
        "id": new_id("tax_1"),
        "object": KIND,
        "created": now,
        **{name: of[name] for name in COPIED},
        "livemode": False,
        "metadata": params.metadata,
        "posted_at": now,
        "reference": params.reference,
        "reversal": reversal,
        "type": "reversal" if reversal else "transaction",
    }
    left = {line["id"]: [line["amount"], line["amount_tax"]] for line in lines}
    box.store.add(Record(body, {"lines": lines, "left": left}))
    return body


def _reversed(original: Record, wanted: ReversedLine) -> JSON:
    """Take a reversal from what is left of a line, and return its own line."""
    line = next((one for one in original.private["lines"] if one["id"] == wanted.original_line_item), None)
    if line is None:
        raise unusable(LINE, wanted.original_line_item, param="line_items[0][original_line_item]")
    left = original.private["left"][line["id"]]
    left[0], left[1] = left[0] + wanted.amount, left[1] + wanted.amount_tax
    if min(left) < 0:
        raise StripeError("The reversal is greater than what is left of its line item.", param="line_items")
    return {
        **line,
        "id": new_id("tax_li_", 14),
        "amount": wanted.amount,
        "amount_tax": wanted.amount_tax,
        "metadata": wanted.metadata,
        "quantity": wanted.quantity,
        "reference": wanted.reference,
        "reversal": {"original_line_item": line["id"]},
        "type": "reversal",
    }


def _check_unused(box: Sandbox, reference: str) -> None:
    if box.store.find("json_extract(body, '$.reference') = ?", reference, kind=KIND):
        raise StripeError(f"A tax transaction with the reference {reference} exists already.", param="reference")
