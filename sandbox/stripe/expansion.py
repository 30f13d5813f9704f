"""Support for expand[]: whole objects in place of their ids."""

from collections.abc import Iterable

from sandbox.stripe import ledger, sessions
from sandbox.stripe.billing import invoices
from sandbox.stripe.errors import invalid
from sandbox.stripe.objects import page
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON
from sandbox.stripe.tax import calculations, transactions

DEEPEST = 4
# (object, field) -> the kind of object that the field refers to
LINKS = {
    ("balance_transaction", "source"): None,  # of any kind
    ("charge", "balance_transaction"): "balance_transaction",
    ("charge", "customer"): "customer",
    ("charge", "source_transfer"): "transfer",
    ("checkout.session", "customer"): "customer",
    ("checkout.session", "invoice"): "invoice",
    ("checkout.session", "payment_intent"): "payment_intent",
    ("checkout.session", "subscription"): "subscription",
    ("invoice", "customer"): "customer",
    ("invoice.parent.subscription_details", "subscription"): "subscription",
    ("invoice_payment", "invoice"): "invoice",
    ("invoice_payment.payment", "payment_intent"): "payment_intent",
    ("price", "product"): "product",
    ("subscription", "customer"): "customer",
    ("subscription", "default_payment_method"): "payment_method",
    ("subscription", "latest_invoice"): "invoice",
    ("checkout.session", "setup_intent"): "setup_intent",
    ("customer.invoice_settings", "default_payment_method"): "payment_method",
    ("payment_intent", "customer"): "customer",
    ("dispute", "charge"): "charge",
    ("dispute", "payment_intent"): "payment_intent",
    ("payment_intent", "latest_charge"): "charge",
    ("payment_intent", "payment_method"): "payment_method",
    ("payment_method", "customer"): "customer",
    ("charge", "payment_intent"): "payment_intent",
    ("payout", "balance_transaction"): "balance_transaction",
    ("payout", "failure_balance_transaction"): "balance_transaction",
    ("setup_intent", "customer"): "customer",
    ("setup_intent", "payment_method"): "payment_method",
    ("refund", "balance_transaction"): "balance_transaction",
    ("refund", "charge"): "charge",
    ("refund", "failure_balance_transaction"): "balance_transaction",
    ("refund", "payment_intent"): "payment_intent",
    ("transfer", "balance_transaction"): "balance_transaction",
    ("transfer", "destination"): "account",
    ("transfer", "destination_payment"): "charge",
    ("transfer", "source_transaction"): "charge",
    ("transfer_reversal", "balance_transaction"): "balance_transaction",
    ("transfer_reversal", "destination_payment_refund"): "refund",
    ("transfer_reversal", "transfer"): "transfer",
}
# (object, field) -> where its lines are listed, and what lists them
LINES = {
    (sessions.KIND, "line_items"): ("/v1/checkout/sessions", sessions.lines_of),
    (calculations.KIND, "line_items"): ("/v1/tax/calculations", calculations.lines_of),
    (transactions.KIND, "line_items"): ("/v1/tax/transactions", transactions.lines_of),
}
# the beginning of an id -> the kind of object
PREFIXES = {
    "ch": "charge",
    "du": "dispute",
    "po": "payout",
    "py": "charge",
    "pyr": "refund",
    "re": "refund",
    "tr": "transfer",
    "trr": "transfer_reversal",
}


def expand(box: Sandbox, body: JSON, paths: Iterable[str]) -> JSON:
    """Return a copy of `body` with the objects at `paths` expanded. Raises StripeError if a path cannot be expanded."""
    copy = dict(body)
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST:
            raise invalid(f"expand goes at most {DEEPEST} levels deep: {path}", param="expand")
        _follow(box, copy, steps, path)
    return copy


def _follow(box: Sandbox, body: JSON, steps: list[str], path: str, kind: str | None = None) -> None:
    """Expand what `steps` lead to. A part of an object that isn't one itself has the kind `object.part`."""
    first, *rest = steps
    kind = kind or str(body["object"])
    if kind == "list" and first == "data" and rest:
        body["data"] = [dict(each) for each in body["data"]]
        for each in body["data"]:
            _follow(box, each, rest, path)
        return
    part = body.get(first)
    if rest and isinstance(part, dict):
        body[first] = dict(part)
        _follow(box, body[first], rest, path, None if "object" in part else f"{kind}.{first}")
        return
    _replace(box, body, (kind, first), path)
    if rest and body.get(first) is not None:
        _follow(box, body[first], rest, path)


def _replace(box: Sandbox, body: JSON, link: tuple[str, str], path: str) -> None:
    """Replace an id by the object it refers to; null remains null."""
    name = link[1]
    if link in LINES:
        url, lines_of = LINES[link]
        body[name] = page(f"{url}/{body['id']}/line_items", lines_of(box, body["id"]), has_more=False)
        return
    if link == (calculations.LINE, "tax_breakdown"):
        body[name] = calculations.breakdown_of(box, body["id"])
        return
    if link == (invoices.KIND, "payments"):
        body[name] = invoices.payments_of(box, body["id"])
        return
    if link not in LINKS:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    identity = body.get(name)
    if isinstance(identity, str):
        kind = LINKS[link] or PREFIXES[identity.partition("_")[0]]
        found = dict(box.record(kind, identity, param=name).body)
        body[name] = ledger.shown(box, found) if kind == ledger.KIND else found
