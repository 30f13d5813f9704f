"""The API endpoints of Stripe Tax under /v1/tax."""

from flask import Blueprint, Response

from sandbox.stripe import pagination, request_handling
from sandbox.stripe.params import ListPage, Retrieve
from sandbox.stripe.request_handling import change, look
from sandbox.stripe.sandbox import current
from sandbox.stripe.tax import calculations, transactions
from sandbox.stripe.tax.params import CreateCalculation, CreateReversal, CreateTransaction

bp = Blueprint("tax", __name__, url_prefix="/v1/tax")
bp.before_request(request_handling.begin)
bp.after_request(request_handling.finish)


@bp.post("/calculations")
def calculate() -> Response:
    return change(CreateCalculation, lambda params: calculations.create(current(), params))


@bp.get("/calculations/<identity>")
def retrieve_calculation(identity: str) -> Response:
    return look(Retrieve, lambda _: calculations.load(current(), identity).body)


@bp.get("/calculations/<identity>/line_items")
def list_calculation_lines(identity: str) -> Response:
    url = f"/v1/tax/calculations/{identity}/line_items"
    return look(ListPage, lambda params: pagination.cut(calculations.lines_of(current(), identity), params, url=url))


@bp.post("/transactions/create_from_calculation")
def commit() -> Response:
    return change(CreateTransaction, lambda params: transactions.create(current(), params))


@bp.post("/transactions/create_reversal")
def reverse() -> Response:
    return change(CreateReversal, lambda params: transactions.reverse(current(), params))


@bp.get("/transactions/<identity>")
def retrieve_transaction(identity: str) -> Response:
    return look(Retrieve, lambda _: transactions.load(current(), identity).body)


@bp.get("/transactions/<identity>/line_items")
def list_transaction_lines(identity: str) -> Response:
    url = f"/v1/tax/transactions/{identity}/line_items"
    return look(ListPage, lambda params: pagination.cut(transactions.lines_of(current(), identity), params, url=url))
