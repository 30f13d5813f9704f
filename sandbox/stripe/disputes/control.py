"""Test controls of disputes under /_sandbox/disputes: JSON in, JSON out. Each returns the dispute.

POST                       {"payment_intent", "amount", "reason": "fraudulent", "inquiry": false}: dispute a charge
POST <id>/win              {"amount": null}: decide for the platform, and give back everything or an amount
POST <id>/lose             decide for the cardholder; an inquiry is closed
POST <id>/escalate         turn an inquiry into a dispute
POST <id>/reinstate        {"amount": null}: give money back whatever the status
"""

from typing import Annotated

from flask import Blueprint, Response, jsonify, request
from pydantic import Field, ValidationError

from sandbox.stripe import earlier_payments, request_handling
from sandbox.stripe.control import Command
from sandbox.stripe.disputes import disputes
from sandbox.stripe.errors import invalid
from sandbox.stripe.sandbox import current

bp = Blueprint("disputes_control", __name__, url_prefix="/_sandbox/disputes")

Positive = Annotated[int, Field(ge=1)]


class Open(Command):
    payment_intent: str
    amount: Positive | None = None
    reason: str = "fraudulent"
    inquiry: bool = False


class GiveBack(Command):
    amount: Positive | None = None


@bp.errorhandler(ValidationError)
def malformed(problem: ValidationError) -> tuple[Response, int]:
    return request_handling.refused(invalid(str(problem)))


@bp.post("")
def create() -> Response:
    command, box = Open.model_validate(request.get_json()), current()
    with box.store.transaction():
        earlier_payments.remember(box, command.payment_intent)
        intent = box.record("payment_intent", command.payment_intent, param="payment_intent").body
        charge = box.record("charge", str(intent["latest_charge"]), param="payment_intent")
        amount, reason, inquiry = command.amount, command.reason, command.inquiry
        return jsonify(disputes.create(box, charge, amount=amount, reason=reason, inquiry=inquiry))


@bp.post("/<identity>/win")
def win(identity: str) -> Response:
    amount = GiveBack.model_validate(request.get_json()).amount
    with current().store.transaction():
        return jsonify(disputes.decide(current(), identity, won=True, cents=amount))


@bp.post("/<identity>/lose")
def lose(identity: str) -> Response:
    Command.model_validate(request.get_json())
    with current().store.transaction():
        return jsonify(disputes.decide(current(), identity, won=False))


@bp.post("/<identity>/escalate")
def escalate(identity: str) -> Response:
    Command.model_validate(request.get_json())
    with current().store.transaction():
        return jsonify(disputes.escalate(current(), identity))


@bp.post("/<identity>/reinstate")
def reinstate(identity: str) -> Response:
    amount = GiveBack.model_validate(request.get_json()).amount
    with current().store.transaction():
        return jsonify(disputes.reinstate(current(), identity, cents=amount))
