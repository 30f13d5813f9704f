"""Checkout Sessions: created by the API, open until paid or expired."""

from collections.abc import Sequence

from sandbox.stripe import events, objects
from sandbox.stripe.billing import catalog
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.params import CreateSession, PaymentIntentData, SetupIntentData, SubscriptionData, unknown
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.saved import checks, customers, setups
from sandbox.stripe.store import JSON, Record

KIND = "checkout.session"
SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60  # limits on how long a session may remain open, in seconds
LEAST_CENTS = 50
# From this version on, allowed_payment_method_types filters the payment methods. Earlier versions list them in
# payment_method_types. Each version rejects the other's parameter.
FILTERED_SINCE = "2026-09-30"


def create(box: Sandbox, params: CreateSession, *, version: str) -> JSON:
    """Create an open session and return it with its payment page's URL. Raises StripeError.

    `version` is the API version of the request.
    """
    _check_payment_methods(params, version)
    checks.check(box, params)
    now = box.clock.now()
    expires_at = now + LONGEST if params.expires_at is None else params.expires_at
    _check_expiry(expires_at, now)
    lines, charges = catalog.lines(box, params.line_items), params.mode != "setup"
    catalog.check_mode(params.mode, lines)
    body = objects.session(
        params,
        total=_total(lines) if charges else None,
        currency=_currency(lines) if charges else params.currency,
        at=now,
        expires_at=expires_at,
        public_url=box.options.public_url,
    )
    if not charges:
        data = (params.setup_intent_data or SetupIntentData()).model_dump()
        body["setup_intent"] = setups.new(box, customer=params.customer, data=data)["id"]
    _describe_customer(box, body)
    box.store.add(Record(body, {"lines": lines, **_data_for_later(params)}))
    return body


def _data_for_later(params: CreateSession) -> JSON:
    """Return what the session says about the objects that its payment creates."""
    intent, subscription = params.payment_intent_data, params.subscription_data
    if params.mode == "subscription":
        intent = PaymentIntentData(description="Subscription creation", setup_future_usage="off_session")
    return {
        "payment_intent_data": (intent or PaymentIntentData()).model_dump(),
        "subscription_data": (subscription or SubscriptionData()).model_dump(),
    }


def _describe_customer(box: Sandbox, session: JSON) -> None:
    if session["customer"] is not None:
        owner = customers.named(box, session["customer"]).body
        session["customer_details"] = objects.customer_details(owner["email"], owner["name"])


def load(box: Sandbox, identity: str, *, param: str = "session") -> Record:
    """Return the session in its current state, closing it first if it has expired.

    Call it inside a transaction. Raises StripeError (404).
    """
    record = box.record(KIND, identity, param=param)
    if record.body["status"] == "open" and record.body["expires_at"] <= box.clock.now():
        _close(box, record)
    return record


def expire(box: Sandbox, identity: str) -> JSON:
    """Expire an open session. Raises StripeError if it is already paid or expired."""
    record = load(box, identity)
    if record.body["status"] != "open":
        raise StripeError(f"Only an open Checkout Session can be expired; this one is {record.body['status']}.")
    _close(box, record)
    return record.body


def expire_due(box: Sandbox) -> None:
    """Expire every open session whose time is up."""
    with box.store.transaction():
        condition = "json_extract(body, '$.status') = 'open' AND json_extract(body, '$.expires_at') <= ?"
        for record in box.store.find(condition, box.clock.now(), kind=KIND):
            _close(box, record)


def lines_of(box: Sandbox, identity: str) -> list[JSON]:
    """Return the session's line items. Raises StripeError (404)."""
    lines: list[JSON] = load(box, identity).private["lines"]
    return lines


def _close(box: Sandbox, record: Record) -> None:
    record.body.update(status="expired", url=None)
    box.store.save(record)
    _cancel_intent(box, record.private.get("intent") or record.body["payment_intent"])
    if record.body["setup_intent"] is not None:
        setups.cancel(box, record.body["setup_intent"])
    events.emit(box, "checkout.session.expired", record.body)


def _cancel_intent(box: Sandbox, identity: str | None) -> None:
    if identity is None:
        return
    intent = box.record("payment_intent", identity, param="intent")
    intent.body.update(status="canceled", cancellation_reason="automatic", canceled_at=box.clock.now())
    intent.body["next_action"] = None
    box.store.save(intent)


def _check_payment_methods(params: CreateSession, version: str) -> None:
    listed, filtered = params.payment_method_types, params.allowed_payment_method_types
    if version >= FILTERED_SINCE and listed is not None:
        raise unknown("payment_method_types", f"API version {version} has allowed_payment_method_types instead.")
    if version < FILTERED_SINCE and filtered is not None:
        raise unknown("allowed_payment_method_types", f"API version {version} has payment_method_types instead.")
    chosen = filtered if listed is None else listed
    if chosen is not None and "card" not in chosen:
        name = "allowed_payment_method_types" if listed is None else "payment_method_types"
        raise invalid("The sandbox takes cards only: name card among the payment methods.", param=name)


def _check_expiry(expires_at: int, now: int) -> None:
    if expires_at < now + SHORTEST:
        raise invalid("expires_at must be at least 30 minutes after the session is created.", param="expires_at")
    if expires_at > now + LONGEST:
        raise invalid("expires_at must be less than 24 hours after the session is created.", param="expires_at")


def _currency(lines: Sequence[JSON]) -> str:
    currencies = {str(line["currency"]) for line in lines}
    if len(currencies) > 1:
        raise invalid("All line items must have the same currency.", param="line_items")
    return currencies.pop()


def _total(lines: Sequence[JSON]) -> int:
    total = sum(int(line["amount_total"]) for line in lines)
    if total < LEAST_CENTS:
        raise invalid("The total must be at least $0.50.", param="line_items", code="amount_too_small")
    return total
