"""What happens to subscriptions and invoices by itself, each at its instant: renewals, charges, retries, and ends."""

from sandbox.stripe import events
from sandbox.stripe.billing import invoices, periods, subscriptions
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import Record

# The next of the subscriptions and invoices on a test clock ("" for the sandbox's) that something happens to.
NEXT = """
SELECT id, kind, json_extract(private, '$.due') AS due FROM resource
WHERE kind IN ('invoice', 'subscription') AND json_extract(private, '$.due') <= ?
    AND json_extract(private, '$.clock') = ?
ORDER BY due, seq LIMIT 1
"""


def run_due(box: Sandbox) -> None:
    """Do what is due by the sandbox's clock."""
    run(box, until=box.clock.now(), clock="")


def run(box: Sandbox, *, until: int, clock: str) -> None:
    """Do what is due until an instant, in order, each at its own time."""
    with box.store.transaction():
        while rows := box.store.rows(NEXT, until, clock):
            row = rows[0]
            record = box.record(row["kind"], row["id"], param="id")
            with box.clock.at(int(row["due"])):
                _advance_subscription(box, record) if row["kind"] == "subscription" else _advance_invoice(box, record)


def _advance_subscription(box: Sandbox, record: Record) -> None:
    body, now = record.body, box.clock.now()
    pause = body["pause_collection"]
    if pause is not None and pause["resumes_at"] is not None and pause["resumes_at"] <= now:
        body["pause_collection"] = None
        subscriptions.save(box, record)
        events.emit(box, "customer.subscription.updated", body)
    elif body["cancel_at_period_end"]:
        subscriptions.end(box, record, reason="cancellation_requested")
    else:
        _renew(box, record)


def _renew(box: Sandbox, record: Record) -> None:
    """Begin the next period, and draft its invoice."""
    body = record.body
    record.private["periods"] += 1
    for item in body["items"]["data"]:
        ends = periods.end_of(body["billing_cycle_anchor"], item["price"]["recurring"], record.private["periods"])
        item.update(current_period_start=item["current_period_end"], current_period_end=ends)
    invoice = invoices.make(box, body, reason="subscription_cycle")
    body["latest_invoice"] = invoice.body["id"]
    subscriptions.save(box, record)
    events.emit(box, "customer.subscription.updated", body)
    match (body["pause_collection"] or {}).get("behavior"):
        case None:
            invoices.wait(box, invoice)
        case "keep_as_draft":
            invoice.body["auto_advance"] = False
            box.store.save(invoice)
        case behavior:
            invoices.finalize(box, invoice)
            invoices.end(box, invoice, "void" if behavior == "void" else "uncollectible")


def _advance_invoice(box: Sandbox, record: Record) -> None:
    if record.body["status"] == "draft":
        invoices.finalize(box, record)
    problem = invoices.attempt(box, record, invoices.card_for(box, record.body))
    subscription = subscriptions.load(box, record.body["parent"]["subscription_details"]["subscription"])
    if problem is None:
        subscriptions.paid(box, subscription.body["id"])
    elif invoices.plan_retry(box, record):
        subscriptions.set_status(box, subscription, "past_due")
    else:
        subscriptions.end(box, subscription, reason="payment_failed")
