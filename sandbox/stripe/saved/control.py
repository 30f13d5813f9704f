"""Test controls of saved cards under /_sandbox/: JSON in, JSON out.

POST customers/<id>/card            {"card": "4242424242424242", "authentication": "pass", "default": true}: save a card
                                    as a session in setup mode does. Returns the payment method
POST payment_methods/<id>/act_as    {"card": "4000000000009987"}: from now on its bank treats it as that test card
POST payment_methods/<id>/renew     {"card", "exp_month", "exp_year"}: replace it, as its network does by itself.
                                    Returns the payment method
"""

from typing import Literal

from flask import Blueprint, Response, jsonify, request
from pydantic import ValidationError

from sandbox.stripe import cards, request_handling
from sandbox.stripe.cards import Behavior, Card, Unreadable
from sandbox.stripe.control import Command
from sandbox.stripe.errors import CardError, invalid
from sandbox.stripe.sandbox import current
from sandbox.stripe.saved import customers, methods, setups

bp = Blueprint("saved_control", __name__, url_prefix="/_sandbox")


class Save(Command):
    card: str = cards.PAYING
    authentication: Literal["pass", "fail"] = "pass"
    default: bool = True


class ActAs(Command):
    card: str


class Renew(Command):
    card: str = cards.PAYING
    exp_month: int = 12
    exp_year: int = 2039


@bp.errorhandler(ValidationError)
def malformed(problem: ValidationError) -> tuple[Response, int]:
    return request_handling.refused(invalid(str(problem)))


@bp.errorhandler(Unreadable)
def unreadable(problem: Unreadable) -> tuple[Response, int]:
    return request_handling.refused(invalid(str(problem), param="card"))


@bp.post("/customers/<identity>/card")
def save(identity: str) -> Response:
    command, box = Save.model_validate(request.get_json()), current()
    with box.store.transaction():
        owner = customers.load(box, identity)
        method = methods.make(box, _card(command.card))
        refused = methods.refusal(method)
        secure = methods.kind_of(method).behavior is Behavior.AUTHENTICATES
        if secure and command.authentication == "fail":
            refused = setups.NOT_AUTHENTICATED
        if refused is not None:
            raise CardError(methods.facts_of(refused, method))
        setup = setups.load(box, setups.new(box, customer=identity, data={})["id"])
        setups.succeed(box, setup, method, authenticated=secure)
        if command.default:
            owner.body["invoice_settings"]["default_payment_method"] = method.body["id"]
            box.store.save(owner)
    return jsonify(method.body)


@bp.post("/payment_methods/<identity>/act_as")
def act_as(identity: str) -> Response:
    card = _card(ActAs.model_validate(request.get_json()).card)
    with current().store.transaction():
        return jsonify(methods.act_as(current(), identity, card.number))


@bp.post("/payment_methods/<identity>/renew")
def renew(identity: str) -> Response:
    command, box = Renew.model_validate(request.get_json()), current()
    with box.store.transaction():
        kept = methods.card_of(methods.load(box, identity))
        number = _card(command.card).number
        return jsonify(
            methods.renew(box, identity, Card(number, command.exp_month, command.exp_year, kept.name, kept.email))
        )


def _card(number: str) -> Card:
    """Return the test card of this number, valid for years. Raises Unreadable."""
    now = current().clock.now()
    return cards.read(cards.sample(number, now), now)
