"""The API endpoints of disputes under /v1."""

from flask import Blueprint, Response

from sandbox.stripe import request_handling
from sandbox.stripe.disputes import disputes
from sandbox.stripe.disputes.params import ListDisputes, UpdateDispute
from sandbox.stripe.params import Retrieve
from sandbox.stripe.request_handling import change, look
from sandbox.stripe.sandbox import current

bp = Blueprint("disputes", __name__, url_prefix="/v1/disputes")
bp.before_request(request_handling.begin)
bp.after_request(request_handling.finish)


@bp.get("")
def list_disputes() -> Response:
    return look(ListDisputes, lambda params: disputes.listing(current(), params))


@bp.get("/<identity>")
def retrieve(identity: str) -> Response:
    return look(Retrieve, lambda _: disputes.load(current(), identity).body)


@bp.post("/<identity>")
def update(identity: str) -> Response:
    return change(UpdateDispute, lambda params: disputes.update(current(), identity, params))


@bp.post("/<identity>/close")
def close(identity: str) -> Response:
    return change(Retrieve, lambda _: disputes.close(current(), identity))
