"""PaymentIntents without a hosted page: charging a saved card, with or without its owner."""

from sandbox.stripe import charging, earlier_payments, events, objects, pagination
from sandbox.stripe.cards import NEEDS_OWNER, Behavior
from sandbox.stripe.errors import CardError, StripeError, invalid
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.saved import customers, methods
from sandbox.stripe.saved.params import CancelIntent, Confirm, CreateIntent, ListIntents
from sandbox.stripe.store import JSON, Record

KIND = "payment_intent"
LEAST_CENTS = 50
CONFIRMABLE = ("requires_payment_method", "requires_confirmation")
CANCELABLE = (*CONFIRMABLE, "requires_action", "requires_capture", "processing")
KEPT = ("customer", "description", "metadata", "receipt_email", "setup_future_usage", "statement_descriptor_suffix")


def create(box: Sandbox, params: CreateIntent) -> JSON:
    """Create a PaymentIntent, and charge its card if told to confirm. Raises StripeError; CardError if declined."""
    if params.amount < LEAST_CENTS:
        raise invalid("Amount must be at least $0.50 usd", param="amount", code="amount_too_small")
    if params.customer is not None:
        customers.named(box, params.customer)
    data = params.model_dump(include={*KEPT, "transfer_group"})
    body = objects.payment_intent(amount=params.amount, currency=params.currency, data=data, at=box.clock.now())
    body["automatic_payment_methods"] = _automatic(params)
    record = Record(body)
    box.store.add(record)
    events.emit(box, "payment_intent.created", body)
    method = None if params.payment_method is None else _method(box, record, params.payment_method)
    if method is not None:
        body.update(payment_method=method.body["id"], status="requires_confirmation")
        box.store.save(record)
    return _confirm(box, record, method, params) if params.confirm else body


def _automatic(params: CreateIntent) -> JSON | None:
    if params.payment_method_types or params.allowed_payment_method_types:
        return None
    chosen = params.automatic_payment_methods
    return {"allow_redirects": "always", "enabled": True} if chosen is None else chosen.model_dump()


def confirm(box: Sandbox, identity: str, params: Confirm) -> JSON:
    """Charge the card of a PaymentIntent. Raises StripeError; CardError if it is declined."""
    record = _load(box, identity)
    if record.body["status"] not in CONFIRMABLE:
        message = f"You cannot confirm this PaymentIntent because it has a status of {record.body['status']}."
        raise _unexpected(record, message)
    if params.receipt_email is not None:
        record.body["receipt_email"] = params.receipt_email
    if params.setup_future_usage is not None:
        record.body["setup_future_usage"] = params.setup_future_usage
    chosen = params.payment_method or record.body["payment_method"]
    return _confirm(box, record, None if chosen is None else _method(box, record, chosen), params)


def cancel(box: Sandbox, identity: str, params: CancelIntent) -> JSON:
    """Cancel a PaymentIntent that isn't paid. Raises StripeError."""
    record = _load(box, identity)
    if record.body["status"] not in CANCELABLE:
        status = record.body["status"]
        message = f"You cannot cancel this PaymentIntent because it has a status of {status}."
        raise _unexpected(record, message)
    record.body.update(status="canceled", canceled_at=box.clock.now(), next_action=None)
    record.body["cancellation_reason"] = params.cancellation_reason
    box.store.save(record)
    events.emit(box, "payment_intent.canceled", record.body)
    return record.body


def retrieve(box: Sandbox, identity: str) -> JSON:
    earlier_payments.remember(box, identity)
    return box.record(KIND, identity, param="intent").body


def listing(box: Sandbox, params: ListIntents) -> JSON:
    found = pagination.matching(box, KIND, {"customer": params.customer}, params.created)
    return pagination.cut(found, params, url="/v1/payment_intents")


def _load(box: Sandbox, identity: str) -> Record:
    """Return a PaymentIntent that the API may change: not that of a session or an invoice. Raises StripeError."""
    record = box.record(KIND, identity, param="intent")
    if record.private.get("session") or record.private.get("invoice"):
        message = "This PaymentIntent belongs to a Checkout Session or an invoice, so only that can be paid or ended."
        raise _unexpected(record, message)
    return record


def _unexpected(record: Record, message: str) -> StripeError:
    return StripeError(message, code="payment_intent_unexpected_state", extra={"payment_intent": record.body})


def _method(box: Sandbox, record: Record, identity: str) -> Record:
    """Return the payment method for a PaymentIntent. Raises StripeError if it is another customer's, or used up."""
    method = methods.named(box, identity)
    owner = method.body["customer"]
    if owner is None and method.private.get("used_up"):
        raise StripeError(methods.USED_UP, param="payment_method")
    if owner is not None and owner != record.body["customer"]:
        hint = "does not belong to the customer" if record.body["customer"] else "belongs to a Customer"
        message = f"The payment method {identity} {hint}. Name the customer that it belongs to."
        raise StripeError(message, param="payment_method")
    return method


def _confirm(box: Sandbox, record: Record, method: Record | None, params: Confirm) -> JSON:
    if method is None:
        message = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. Update it with one, or name "
            "one when you confirm it."
        )
        raise _unexpected(record, message)
    if _asks(method, params):
        if params.off_session or params.error_on_requires_action:
            raise _declined(record, charging.decline(box, record, method, NEEDS_OWNER))
        return _ask(box, record, method)
    declined = charging.charge(box, record, method, authenticated=False)
    if declined is not None:
        raise _declined(record, declined)
    return record.body


def _asks(method: Record, params: Confirm) -> bool:
    if params.off_session:
        return methods.needs_owner(method)
    return methods.kind_of(method).behavior is Behavior.AUTHENTICATES


def _declined(record: Record, facts: JSON) -> CardError:
    return CardError({**facts, "payment_intent": record.body})


def _ask(box: Sandbox, record: Record, method: Record) -> JSON:
    """Wait for 3-D Secure. Only Stripe's JavaScript could show it, which the sandbox does not have."""
    record.body.update(status="requires_action", payment_method=method.body["id"], last_payment_error=None)
    record.body["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
    box.store.save(record)
    events.emit(box, "payment_intent.requires_action", record.body)
    return record.body
