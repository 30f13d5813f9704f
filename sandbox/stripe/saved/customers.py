"""Customers: created by the API or by a hosted page, until they are deleted."""

from sandbox.stripe import events, pagination
from sandbox.stripe.billing import times
from sandbox.stripe.errors import StripeError, missing, unusable
from sandbox.stripe.objects import NO_ADDRESS
from sandbox.stripe.params import metadata_after
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.saved import methods, objects
from sandbox.stripe.saved.params import ChangeCustomer, CreateCustomer, ListCustomers
from sandbox.stripe.store import JSON, Record

KIND = "customer"
TEXTS = ("description", "email", "name", "phone")


def create(box: Sandbox, params: CreateCustomer) -> JSON:
    """Create a customer, with a card if one is named. Raises StripeError."""
    record = Record(objects.customer(at=box.clock.now()))
    if params.test_clock is not None:
        if box.store.get(times.CLOCK, params.test_clock) is None:
            raise unusable("test_clock", params.test_clock, param="test_clock")
        record.body["test_clock"] = params.test_clock
    box.store.add(record)
    if params.payment_method is not None:
        methods.attach(box, params.payment_method, record.body["id"])
    _change(box, record, params)
    events.emit(box, "customer.created", record.body)
    return record.body


def create_for(box: Sandbox, *, email: str | None, name: str) -> JSON:
    """Create the customer of a hosted page that was told to create one."""
    body = objects.customer(email=email, name=name, at=box.clock.now())
    box.store.add(Record(body))
    events.emit(box, "customer.created", body)
    return body


def update(box: Sandbox, identity: str, params: ChangeCustomer) -> JSON:
    record = load(box, identity)
    _change(box, record, params)
    events.emit(box, "customer.updated", record.body)
    return record.body


def retrieve(box: Sandbox, identity: str) -> JSON:
    """Return the customer, or only that it was deleted. Raises StripeError (404)."""
    body = box.record(KIND, identity, param="id").body
    return _tombstone(identity) if body.get("deleted") else body


def delete(box: Sandbox, identity: str) -> JSON:
    """Delete the customer for good, with its cards. Raises StripeError (404)."""
    record = load(box, identity)
    for method in methods.of(box, identity):
        methods.detach(box, method)
    events.emit(box, "customer.deleted", record.body)
    record.body["deleted"] = True
    box.store.save(record)
    return _tombstone(identity)


def load(box: Sandbox, identity: str) -> Record:
    """Return the customer that a URL names. Raises StripeError (404) if it does not exist or was deleted."""
    record = box.record(KIND, identity, param="id")
    if record.body.get("deleted"):
        raise missing(KIND, identity, param="id")
    return record


def named(box: Sandbox, identity: str, *, param: str = "customer") -> Record:
    """Return the customer that a parameter names. Raises StripeError (400)."""
    record = box.store.get(KIND, identity)
    if record is None or record.body.get("deleted"):
        raise unusable(KIND, identity, param=param)
    return record


def listing(box: Sandbox, params: ListCustomers) -> JSON:
    found = pagination.matching(box, KIND, {"email": params.email}, params.created)
    living = [body for body in found if not body.get("deleted")]
    return pagination.cut(living, params, url="/v1/customers")


def _tombstone(identity: str) -> JSON:
    return {"id": identity, "object": KIND, "deleted": True}


def _change(box: Sandbox, record: Record, params: ChangeCustomer) -> None:
    for name in TEXTS:
        value = getattr(params, name)
        if value is not None:
            record.body[name] = value or None
    if params.address is not None:
        record.body["address"] = {**NO_ADDRESS, **params.address.model_dump(exclude_none=True)}
    record.body["metadata"] = metadata_after(record.body["metadata"], params.metadata)
    chosen = params.invoice_settings.default_payment_method
    if chosen is not None:
        if chosen:
            _check_method(box, chosen, record.body["id"])
        record.body["invoice_settings"]["default_payment_method"] = chosen or None
    box.store.save(record)


def _check_method(box: Sandbox, identity: str, customer: str) -> None:
    method = box.store.get(methods.KIND, identity)
    if method is None or method.body["customer"] != customer:
        message = (
            f"The customer does not have a payment method with the ID {identity}. The payment method must be attached "
            "to the customer."
        )
        param = "invoice_settings[default_payment_method]"
        raise StripeError(message, code="resource_missing", param=param)
