"""The API endpoints of Stripe Billing under /v1."""

from flask import Blueprint, Response

from sandbox.stripe import request_handling
from sandbox.stripe.billing import catalog, clocks, invoices, subscriptions
from sandbox.stripe.billing.params import (
    AdvanceClock,
    CancelSubscription,
    CreateClock,
    CreatePrice,
    CreateProduct,
    ListInvoicePayments,
    ListInvoices,
    ListPrices,
    ListProducts,
    ListSubscriptions,
    PayInvoice,
    UpdatePrice,
    UpdateProduct,
    UpdateSubscription,
)
from sandbox.stripe.params import Retrieve
from sandbox.stripe.request_handling import change, look
from sandbox.stripe.sandbox import current
from sandbox.stripe.store import JSON

bp = Blueprint("billing", __name__, url_prefix="/v1")
bp.before_request(request_handling.begin)
bp.after_request(request_handling.finish)


@bp.post("/products")
def create_product() -> Response:
    return change(CreateProduct, lambda params: catalog.create_product(current(), params))


@bp.get("/products")
def list_products() -> Response:
    return look(ListProducts, lambda params: catalog.list_products(current(), params))


@bp.get("/products/<identity>")
def retrieve_product(identity: str) -> Response:
    return look(Retrieve, lambda _: current().record("product", identity, param="id").body)


@bp.post("/products/<identity>")
def update_product(identity: str) -> Response:
    return change(UpdateProduct, lambda params: catalog.update_product(current(), identity, params))


@bp.post("/prices")
def create_price() -> Response:
    return change(CreatePrice, lambda params: catalog.create_price(current(), params))


@bp.get("/prices")
def list_prices() -> Response:
    return look(ListPrices, lambda params: catalog.list_prices(current(), params))


@bp.get("/prices/<identity>")
def retrieve_price(identity: str) -> Response:
    return look(Retrieve, lambda _: current().record("price", identity, param="price").body)


@bp.post("/prices/<identity>")
def update_price(identity: str) -> Response:
    return change(UpdatePrice, lambda params: catalog.update_price(current(), identity, params))


@bp.get("/subscriptions")
def list_subscriptions() -> Response:
    return look(ListSubscriptions, lambda params: subscriptions.listing(current(), params))


@bp.get("/subscriptions/<identity>")
def retrieve_subscription(identity: str) -> Response:
    return look(Retrieve, lambda _: subscriptions.load(current(), identity).body)


@bp.post("/subscriptions/<identity>")
def update_subscription(identity: str) -> Response:
    return change(UpdateSubscription, lambda params: subscriptions.update(current(), identity, params))


@bp.delete("/subscriptions/<identity>")
def cancel_subscription(identity: str) -> Response:
    return change(CancelSubscription, lambda params: subscriptions.cancel(current(), identity, params))


@bp.get("/invoices")
def list_invoices() -> Response:
    return look(ListInvoices, lambda params: invoices.listing(current(), params))


@bp.get("/invoices/<identity>")
def retrieve_invoice(identity: str) -> Response:
    return look(Retrieve, lambda _: invoices.load(current(), identity).body)


@bp.post("/invoices/<identity>/pay")
def pay_invoice(identity: str) -> Response:
    def work(params: PayInvoice) -> JSON:
        paid = invoices.pay(current(), identity, params).body
        subscriptions.paid(current(), paid["parent"]["subscription_details"]["subscription"])
        return paid

    return change(PayInvoice, work)


@bp.post("/invoices/<identity>/void")
def void_invoice(identity: str) -> Response:
    return change(Retrieve, lambda _: invoices.void(current(), identity))


@bp.get("/invoice_payments")
def list_invoice_payments() -> Response:
    return look(ListInvoicePayments, lambda params: invoices.payments(current(), params))


@bp.post("/test_helpers/test_clocks")
def create_clock() -> Response:
    return change(CreateClock, lambda params: clocks.create(current(), params))


@bp.get("/test_helpers/test_clocks/<identity>")
def retrieve_clock(identity: str) -> Response:
    return look(Retrieve, lambda _: clocks.load(current(), identity).body)


@bp.post("/test_helpers/test_clocks/<identity>/advance")
def advance_clock(identity: str) -> Response:
    return change(AdvanceClock, lambda params: clocks.advance(current(), identity, params))
