"""Test controls of connected accounts under /_sandbox/accounts/<id>/: JSON in, JSON out.

POST complete              {"business_name", "business_type", "name", "tax_id", "bank"}: finish the onboarding without
                           the page; what is omitted gets a value that works. Returns the account
POST document              provide the ID document that is due
POST bank                  {"bank": "000123456789"}: change the bank account
POST restrict              {"reason": "rejected.fraud"}: disable the account; null enables it again
POST payout                {"fail": false}: pay out all money, pending too, at once. Returns the payout
"""

from flask import Blueprint, Response, jsonify, request
from pydantic import ValidationError

from sandbox.stripe import request_handling
from sandbox.stripe.connect import accounts, details, payouts
from sandbox.stripe.connect.details import Entry, Unreadable
from sandbox.stripe.connect.params import BusinessType
from sandbox.stripe.control import Command
from sandbox.stripe.errors import invalid
from sandbox.stripe.sandbox import current
from sandbox.stripe.store import JSON

bp = Blueprint("connect_control", __name__, url_prefix="/_sandbox/accounts/<identity>")


class Complete(Command):
    business_name: str = "Test Business"
    business_type: BusinessType = "individual"
    name: str = "Test Owner"
    tax_id: str = details.VERIFIES
    bank: str = details.WORKS

    def entry(self) -> Entry:
        about = (self.business_name, self.business_type, self.name, self.tax_id)
        return Entry(*about, routing=details.ROUTING, account_number=self.bank)


class ChangeBank(Command):
    bank: str = details.WORKS


class Restrict(Command):
    reason: str | None


class PayOut(Command):
    fail: bool = False


@bp.errorhandler(ValidationError)
def malformed(problem: ValidationError) -> tuple[Response, int]:
    return request_handling.refused(invalid(str(problem)))


@bp.errorhandler(Unreadable)
def unreadable(problem: Unreadable) -> tuple[Response, int]:
    return request_handling.refused(invalid(str(problem)))


@bp.post("/complete")
def complete(identity: str) -> Response:
    command, box = Complete.model_validate(request.get_json()), current()
    with box.store.transaction():
        accounts.submit(box, accounts.load(box, identity), details.read(command.entry()))
        return shown(identity)


@bp.post("/document")
def provide_document(identity: str) -> Response:
    Command.model_validate(request.get_json())
    with current().store.transaction():
        accounts.provide_document(current(), accounts.load(current(), identity))
        return shown(identity)


@bp.post("/bank")
def change_bank(identity: str) -> Response:
    command, box = ChangeBank.model_validate(request.get_json()), current()
    routing, number = details.read_bank(Entry(routing=details.ROUTING, account_number=command.bank))
    with box.store.transaction():
        accounts.change_bank(box, accounts.load(box, identity), routing=routing, number=number)
        return shown(identity)


@bp.post("/restrict")
def restrict(identity: str) -> Response:
    command, box = Restrict.model_validate(request.get_json()), current()
    with box.store.transaction():
        accounts.restrict(box, accounts.load(box, identity), command.reason)
        return shown(identity)


@bp.post("/payout")
def pay_out(identity: str) -> Response:
    command, box = PayOut.model_validate(request.get_json()), current()
    with box.store.transaction():
        made: JSON = payouts.pay_everything(box, identity, fail=command.fail)
    return jsonify(made)


def shown(identity: str) -> Response:
    return jsonify(accounts.load(current(), identity).body)
