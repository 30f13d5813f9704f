"""Invoices of subscriptions: drafted, finalized an hour later, and charged until they are paid or given up."""

from sandbox.stripe import charging, events, pagination
from sandbox.stripe import objects as shared
from sandbox.stripe.billing import catalog, objects, times
from sandbox.stripe.billing.params import ListInvoicePayments, ListInvoices, PayInvoice
from sandbox.stripe.billing.periods import DAY
from sandbox.stripe.cards import NEEDS_OWNER, Behavior, Card
from sandbox.stripe.errors import CardError, StripeError
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.saved import methods
from sandbox.stripe.store import JSON, Record

KIND, PAYMENT = "invoice", "invoice_payment"
DRAFT_FOR = 60 * 60  # seconds
RETRIES = (3 * DAY, 5 * DAY, 7 * DAY)  # after the attempt before
NO_CARD = {
    "code": "resource_missing",
    "message": "There is no `default_payment_method` set on this Customer or Invoice. Set one and try again.",
    "type": "invalid_request_error",
}


def make(box: Sandbox, subscription: JSON, *, reason: str) -> Record:
    """Draft an invoice for the current period of a subscription."""
    customer = box.record("customer", subscription["customer"], param="customer").body
    lines = [objects.invoice_line(item, catalog.name_of(box, item["price"])) for item in subscription["items"]["data"]]
    record = Record(objects.invoice(subscription, customer, lines, reason=reason, at=box.clock.now()))
    record.private = {"clock": subscription["test_clock"] or ""}
    box.store.add(record)
    events.emit(box, "invoice.created", record.body)
    return record


def wait(box: Sandbox, record: Record) -> None:
    """Leave a draft as it is for an hour."""
    record.body["automatically_finalizes_at"] = box.clock.now() + DRAFT_FOR
    record.private["due"] = record.body["automatically_finalizes_at"]
    box.store.save(record)


def finalize(box: Sandbox, record: Record) -> None:
    """Number an invoice, so that it can be paid. Numbers count per customer."""
    now = box.clock.now()
    customer = box.record("customer", record.body["customer"], param="customer")
    number = customer.body["next_invoice_sequence"]
    customer.body["next_invoice_sequence"] = number + 1
    box.store.save(customer)
    record.body.update(
        status="open",
        number=f"{customer.body['invoice_prefix']}-{number:04}",
        effective_at=now,
        hosted_invoice_url=f"{box.options.public_url}/i/{record.body['id']}",
        automatically_finalizes_at=None,
    )
    record.body["status_transitions"]["finalized_at"] = now
    record.private["due"] = None
    box.store.save(record)
    events.emit(box, "invoice.finalized", record.body)


def attempt(
    box: Sandbox,
    record: Record,
    method: Record | None,
    *,
    off_session: bool = True,
    authenticated: bool = False,
    by_hand: bool = False,
) -> JSON | None:
    """Charge an open invoice. Return Stripe's error if that fails, or None. What follows is the caller's matter.

    After the first attempt, only those count that the schedule makes, not those by hand.
    """
    record.body["attempted"] = True
    if record.body["amount_due"] == 0:
        settle(box, record)
        return None
    if not (by_hand and record.body["attempt_count"]):
        record.body["attempt_count"] += 1
    intent = _intent(box, record)
    problem: JSON | None = NO_CARD
    if method is None:
        pass
    elif _needs_owner(method, off_session=off_session, authenticated=authenticated):
        problem = charging.decline(box, intent, method, NEEDS_OWNER)
    else:
        problem = charging.charge(box, intent, method, authenticated=authenticated)
    if problem is None:
        settle(box, record)
        return None
    box.store.save(record)
    events.emit(box, "invoice.payment_failed", record.body)
    if problem["code"] == NEEDS_OWNER.code:
        events.emit(box, "invoice.payment_action_required", record.body)
    return problem


def _needs_owner(method: Record, *, off_session: bool, authenticated: bool) -> bool:
    if off_session:
        return methods.needs_owner(method)
    return methods.kind_of(method).behavior is Behavior.AUTHENTICATES and not authenticated


def plan_retry(box: Sandbox, record: Record) -> bool:
    """Set when an unpaid invoice is charged again. Return False if it has been often enough."""
    failed = record.body["attempt_count"]
    again = box.clock.now() + RETRIES[failed - 1] if failed <= len(RETRIES) else None
    record.body["next_payment_attempt"] = again
    record.private["due"] = again
    box.store.save(record)
    return again is not None


def settle(box: Sandbox, record: Record) -> None:
    """Mark an invoice as paid."""
    now, due = box.clock.now(), record.body["amount_due"]
    record.body.update(status="paid", amount_paid=due, amount_remaining=0, next_payment_attempt=None, attempted=True)
    record.body["status_transitions"]["paid_at"] = now
    record.private["due"] = None
    box.store.save(record)
    for payment in _payments(box, record.body["id"]):
        payment.body.update(status="paid", amount_paid=due)
        payment.body["status_transitions"]["paid_at"] = now
        box.store.save(payment)
    for kind in ("invoice.paid", "invoice.payment_succeeded"):
        events.emit(box, kind, record.body)


def end(box: Sandbox, record: Record, status: str) -> None:
    """Give an invoice up: void or uncollectible."""
    name = "voided" if status == "void" else "marked_uncollectible"
    record.body.update(status=status, next_payment_attempt=None, auto_advance=False)
    record.body["status_transitions"][f"{name}_at"] = box.clock.now()
    record.private["due"] = None
    box.store.save(record)
    events.emit(box, f"invoice.{name}", record.body)


def void(box: Sandbox, identity: str) -> JSON:
    """Void an open invoice. Raises StripeError."""
    record = load(box, identity)
    if record.body["status"] not in {"open", "uncollectible"}:
        raise StripeError(f"You can only void open or uncollectible invoices; this one is {record.body['status']}.")
    end(box, record, "void")
    return record.body


def stop_retrying(box: Sandbox, subscription: str) -> None:
    """Leave the unpaid invoices of a canceled subscription as they are."""
    for record in of(box, subscription):
        if record.body["status"] in {"draft", "open"}:
            record.body.update(auto_advance=False, next_payment_attempt=None, automatically_finalizes_at=None)
            record.private["due"] = None
            box.store.save(record)


def pay(box: Sandbox, identity: str, params: PayInvoice) -> Record:
    """Charge an open invoice now. Raises StripeError; CardError if the card is declined."""
    record = load(box, identity)
    if record.body["status"] != "open":
        raise StripeError(f"Invoice is {record.body['status']}, so it can't be paid.", code="invoice_not_editable")
    customer = box.record("customer", record.body["customer"], param="customer").body
    with times.time_of(box, customer):
        named = None if params.payment_method is None else methods.named(box, params.payment_method)
        method = named or card_for(box, record.body)
        if method is None:
            raise StripeError(NO_CARD["message"], code=NO_CARD["code"])
        problem = attempt(box, record, method, off_session=params.off_session, by_hand=True)
    if problem is not None:
        raise CardError(problem)
    return record


def pay_with(box: Sandbox, record: Record, card: Card, *, authenticated: bool) -> JSON | None:
    """Charge another card for an open invoice while its owner is there, and keep it.

    The next periods are charged to it too if the subscription's payment_settings say so.

    Return Stripe's error if the card is declined, or None.
    """
    customer = box.record("customer", record.body["customer"], param="customer").body
    with times.time_of(box, customer):
        method = methods.make(box, card)
        problem = attempt(box, record, method, off_session=False, authenticated=authenticated, by_hand=True)
        if problem is None:
            methods.keep(box, method, customer["id"], redisplay="limited")
            details = record.body["parent"]["subscription_details"]
            subscription = box.record("subscription", details["subscription"], param="subscription")
            if subscription.body["payment_settings"]["save_default_payment_method"] == "on_subscription":
                subscription.body["default_payment_method"] = method.body["id"]
                box.store.save(subscription)
    return problem


def card_for(box: Sandbox, invoice: JSON) -> Record | None:
    """Return the card to charge: the subscription's, or its customer's."""
    details = invoice["parent"]["subscription_details"]
    subscription = box.record("subscription", details["subscription"], param="subscription").body
    customer = box.record("customer", invoice["customer"], param="customer").body
    for identity in (subscription["default_payment_method"], customer["invoice_settings"]["default_payment_method"]):
        method = None if identity is None else methods.load(box, identity)
        if method is not None and method.body["customer"] == customer["id"]:
            return method
    return None


def add_payment(box: Sandbox, record: Record, intent: str) -> None:
    """Note which PaymentIntent pays the invoice."""
    record.private["intent"] = intent
    box.store.add(Record(objects.invoice_payment(record.body, intent, at=box.clock.now())))
    box.store.save(record)


def load(box: Sandbox, identity: str) -> Record:
    """Return the invoice. Raises StripeError (404)."""
    return box.record(KIND, identity, param="invoice")


def of(box: Sandbox, subscription: str) -> list[Record]:
    place = "json_extract(body, '$.parent.subscription_details.subscription') = ?"
    return box.store.find(place, subscription, kind=KIND)


def listing(box: Sandbox, params: ListInvoices) -> JSON:
    equal = {
        "customer": params.customer,
        "status": params.status,
        "parent.subscription_details.subscription": params.subscription,
    }
    return pagination.cut(pagination.matching(box, KIND, equal, params.created), params, url="/v1/invoices")


def payments(box: Sandbox, params: ListInvoicePayments) -> JSON:
    equal = {
        "invoice": params.invoice,
        "payment.payment_intent": params.payment.payment_intent,
        "status": params.status,
    }
    return pagination.cut(pagination.matching(box, PAYMENT, equal, params.created), params, url="/v1/invoice_payments")


def payments_of(box: Sandbox, identity: str) -> JSON:
    found = [payment.body for payment in _payments(box, identity)]
    return shared.page(f"/v1/invoice_payments?invoice={identity}", found, has_more=False)


def _payments(box: Sandbox, identity: str) -> list[Record]:
    return box.store.find("json_extract(body, '$.invoice') = ?", identity, kind=PAYMENT)


def _intent(box: Sandbox, record: Record) -> Record:
    """Return the invoice's PaymentIntent, creating it on the first attempt."""
    if record.private.get("intent") is None:
        data = {"customer": record.body["customer"], "description": "Subscription update"}
        data["setup_future_usage"] = "off_session"
        amount, currency = record.body["amount_due"], record.body["currency"]
        body = shared.payment_intent(amount=amount, currency=currency, data=data, at=box.clock.now())
        box.store.add(Record(body, {"invoice": record.body["id"]}))
        add_payment(box, record, body["id"])
    return box.record("payment_intent", record.private["intent"], param="intent")
