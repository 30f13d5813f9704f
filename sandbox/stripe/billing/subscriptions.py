"""Subscriptions: started by a hosted page, renewed each period, paused, and canceled."""

from typing import Any

from sandbox.stripe import events, pagination
from sandbox.stripe.billing import catalog, invoices, objects, periods, times
from sandbox.stripe.billing.params import CancelSubscription, ListSubscriptions, UpdateSubscription
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.params import metadata_after
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.saved import methods
from sandbox.stripe.store import JSON, Record

KIND = "subscription"
ENDED = ("canceled", "incomplete_expired")


def start(box: Sandbox, session: Record, customer: JSON, method: str, intent: str) -> None:
    """Start the subscription of a session whose first period has just been paid, and name it in the session."""
    lines = session.private["lines"]
    with times.time_of(box, customer):
        now = box.clock.now()
        ends = periods.end_of(now, lines[0]["price"]["recurring"], 1)
        data = session.private["subscription_data"]
        body = objects.subscription(customer, lines, method=method, data=data, at=now, ends=ends)
        record = Record(body, {"clock": customer["test_clock"] or "", "periods": 1})
        box.store.add(record)
        invoice = invoices.make(box, body, reason="subscription_create")
        body["latest_invoice"] = invoice.body["id"]
        save(box, record)
        events.emit(box, "customer.subscription.created", body)
        invoices.finalize(box, invoice)
        invoices.add_payment(box, invoice, intent)
        invoice.body["attempt_count"] = 1
        invoices.settle(box, invoice)
    session.body.update(subscription=body["id"], invoice=invoice.body["id"])


def update(box: Sandbox, identity: str, params: UpdateSubscription) -> JSON:
    """Change a subscription; another price applies from the next period on. Raises StripeError."""
    record = load(box, identity)
    body = record.body
    body["metadata"] = metadata_after(body["metadata"], params.metadata)
    body["cancellation_details"] |= params.cancellation_details.model_dump(exclude_none=True)
    ended = body["status"] in ENDED
    if ended and params.model_fields_set - {"metadata", "cancellation_details", "expand", "proration_behavior"}:
        raise StripeError("A canceled subscription can only update its cancellation_details and metadata.")
    with times.time_of(box, _customer(box, body)):
        if not ended:
            _change(box, record, params)
        save(box, record)
        events.emit(box, "customer.subscription.updated", body)
    return body


def cancel(box: Sandbox, identity: str, params: CancelSubscription) -> JSON:
    """End a subscription now. Raises StripeError."""
    record = load(box, identity)
    if record.body["status"] in ENDED:
        raise StripeError(f"No such subscription: '{identity}'", status=404, code="resource_missing", param="id")
    record.body["cancellation_details"] |= params.cancellation_details.model_dump(exclude_none=True)
    with times.time_of(box, _customer(box, record.body)):
        end(box, record, reason="cancellation_requested")
    return record.body


def end(box: Sandbox, record: Record, *, reason: str) -> None:
    now = box.clock.now()
    body = record.body
    body.update(status="canceled", ended_at=now, canceled_at=body["canceled_at"] or now)
    body["cancellation_details"]["reason"] = reason
    invoices.stop_retrying(box, body["id"])
    save(box, record)
    events.emit(box, "customer.subscription.deleted", body)


def load(box: Sandbox, identity: str) -> Record:
    """Return the subscription. Raises StripeError (404)."""
    return box.record(KIND, identity, param="id")


def save(box: Sandbox, record: Record) -> None:
    """Store a subscription with the instant at which something happens to it next."""
    pause = record.body["pause_collection"] or {}
    instants = [record.body["items"]["data"][0]["current_period_end"], pause.get("resumes_at")]
    ended = record.body["status"] in ENDED
    record.private["due"] = None if ended else min(instant for instant in instants if instant is not None)
    box.store.save(record)


def paid(box: Sandbox, identity: str) -> None:
    """Make a subscription active again whose latest invoice is paid."""
    record = load(box, identity)
    latest = invoices.load(box, record.body["latest_invoice"]).body
    if (record.body["status"], latest["status"]) == ("past_due", "paid"):
        set_status(box, record, "active")


def set_status(box: Sandbox, record: Record, status: str) -> None:
    if record.body["status"] != status:
        record.body["status"] = status
        save(box, record)
        events.emit(box, "customer.subscription.updated", record.body)


def listing(box: Sandbox, params: ListSubscriptions) -> JSON:
    found = pagination.matching(box, KIND, {"customer": params.customer}, params.created)
    shown = [body for body in found if _shows(body, params)]
    return pagination.cut(shown, params, url="/v1/subscriptions")


def _shows(body: JSON, params: ListSubscriptions) -> bool:
    prices = {item["price"]["id"] for item in body["items"]["data"]}
    if params.price is not None and params.price not in prices:
        return False
    match params.status:
        case "all":
            return True
        case None:
            return body["status"] not in ENDED
        case "ended":
            return body["status"] in ENDED
        case status:
            return bool(body["status"] == status)


def _customer(box: Sandbox, body: JSON) -> JSON:
    return box.record("customer", body["customer"], param="customer").body


def _change(box: Sandbox, record: Record, params: UpdateSubscription) -> None:
    body = record.body
    if params.description is not None:
        body["description"] = params.description or None
    if params.default_payment_method is not None:
        body["default_payment_method"] = methods.named(box, params.default_payment_method).body["id"]
    if params.pause_collection is not None:
        body["pause_collection"] = params.pause_collection.model_dump() if params.pause_collection else None
    if params.payment_settings.save_default_payment_method is not None:
        body["payment_settings"] |= params.payment_settings.model_dump()
    if params.cancel_at_period_end is not None:
        _cancel_later(box, body, at_period_end=params.cancel_at_period_end)
    if params.items and params.proration_behavior != "none":
        raise invalid("The sandbox prorates nothing: pass proration_behavior=none.", param="proration_behavior")
    for place, change in enumerate(params.items):
        _change_item(box, body, change, place)


def _cancel_later(box: Sandbox, body: JSON, *, at_period_end: bool) -> None:
    body["cancel_at_period_end"] = at_period_end
    body["cancel_at"] = body["items"]["data"][0]["current_period_end"] if at_period_end else None
    body["canceled_at"] = box.clock.now() if at_period_end else None
    body["cancellation_details"]["reason"] = "cancellation_requested" if at_period_end else None


def _change_item(box: Sandbox, body: JSON, change: Any, place: int) -> None:
    for item in body["items"]["data"]:
        if item["id"] == change.id:
            if change.price is not None:
                item["price"] = catalog.usable(box, change.price, param=f"items[{place}][price]")
            item["quantity"] = change.quantity or item["quantity"]
            return
    raise invalid(f"No such subscription item: '{change.id}'", param=f"items[{place}][id]", code="resource_missing")
