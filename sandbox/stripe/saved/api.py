"""The API endpoints of saved cards under /v1."""

from flask import Blueprint, Response

from sandbox.stripe import request_handling
from sandbox.stripe.params import Retrieve
from sandbox.stripe.request_handling import change, look
from sandbox.stripe.sandbox import current
from sandbox.stripe.saved import customers, intents, methods, setups
from sandbox.stripe.saved.params import (
    AttachMethod,
    CancelIntent,
    ChangeCustomer,
    Confirm,
    CreateCustomer,
    CreateIntent,
    ListAllMethods,
    ListCustomers,
    ListIntents,
    ListMethods,
    ListSetups,
    UpdateMethod,
)
from sandbox.stripe.store import JSON

bp = Blueprint("saved", __name__, url_prefix="/v1")
bp.before_request(request_handling.begin)
bp.after_request(request_handling.finish)


@bp.post("/customers")
def create_customer() -> Response:
    return change(CreateCustomer, lambda params: customers.create(current(), params))


@bp.get("/customers")
def list_customers() -> Response:
    return look(ListCustomers, lambda params: customers.listing(current(), params))


@bp.get("/customers/<identity>")
def retrieve_customer(identity: str) -> Response:
    return look(Retrieve, lambda _: customers.retrieve(current(), identity))


@bp.post("/customers/<identity>")
def update_customer(identity: str) -> Response:
    return change(ChangeCustomer, lambda params: customers.update(current(), identity, params))


@bp.delete("/customers/<identity>")
def delete_customer(identity: str) -> Response:
    return change(Retrieve, lambda _: customers.delete(current(), identity))


@bp.get("/customers/<identity>/payment_methods")
def list_methods_of_customer(identity: str) -> Response:
    def work(params: ListMethods) -> JSON:
        customers.load(current(), identity)
        return methods.listing(current(), identity, params, url=f"/v1/customers/{identity}/payment_methods")

    return look(ListMethods, work)


@bp.get("/payment_methods")
def list_methods() -> Response:
    return look(ListAllMethods, lambda params: methods.list_all(current(), params))


@bp.get("/payment_methods/<identity>")
def retrieve_method(identity: str) -> Response:
    return look(Retrieve, lambda _: methods.load(current(), identity).body)


@bp.post("/payment_methods/<identity>")
def update_method(identity: str) -> Response:
    return change(UpdateMethod, lambda params: methods.update(current(), identity, params))


@bp.post("/payment_methods/<identity>/attach")
def attach_method(identity: str) -> Response:
    def work(params: AttachMethod) -> JSON:
        customers.named(current(), params.customer)
        return methods.attach(current(), identity, params.customer)

    return change(AttachMethod, work)


@bp.post("/payment_methods/<identity>/detach")
def detach_method(identity: str) -> Response:
    return change(Retrieve, lambda _: methods.detach(current(), methods.load(current(), identity)))


@bp.get("/setup_intents")
def list_setups() -> Response:
    return look(ListSetups, lambda params: setups.listing(current(), params))


@bp.get("/setup_intents/<identity>")
def retrieve_setup(identity: str) -> Response:
    return look(Retrieve, lambda _: setups.load(current(), identity).body)


@bp.post("/payment_intents")
def create_intent() -> Response:
    return change(CreateIntent, lambda params: intents.create(current(), params))


@bp.get("/payment_intents")
def list_intents() -> Response:
    return look(ListIntents, lambda params: intents.listing(current(), params))


@bp.get("/payment_intents/<identity>")
def retrieve_intent(identity: str) -> Response:
    return look(Retrieve, lambda _: intents.retrieve(current(), identity))


@bp.post("/payment_intents/<identity>/confirm")
def confirm_intent(identity: str) -> Response:
    return change(Confirm, lambda params: intents.confirm(current(), identity, params))


@bp.post("/payment_intents/<identity>/cancel")
def cancel_intent(identity: str) -> Response:
    return change(CancelIntent, lambda params: intents.cancel(current(), identity, params))
