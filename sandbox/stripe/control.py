"""Test controls under /_sandbox/: JSON in, JSON out.

POST reset                 delete all state
POST clock                 {"advance": seconds} or {"now": seconds since 1970}; then do everything that is due
GET, POST webhooks         {"url", "connect_url", "delay": [min, max] seconds, "double_percent", "drop_percent", "seed",
                           "paused"}; omitted settings stay unchanged; the same seed selects the same events again
GET deliveries             every delivery with its state, attempts and last answer; ?state=pending
POST deliveries/flush      {"order": "created" | "reversed" | "shuffled"}: send every pending delivery now
POST deliveries/take       {"order"}: return them, signed, instead of sending them
POST sessions/<id>/pay     {"card": "4242424242424242", "authentication": "pass" | "fail"}: pay, or save a card, without
                           the page; {"saved": "pm_..."} pays with a saved card, {"keep": true} offers the card again
POST faults                {"kind": "error" | "lost" | "slow" | "hang", "count", "seconds", "path"}: make the next
                           requests fail (see faults.py); {"count": 0} removes all remaining faults
POST accounts/<id>/...      finish an onboarding, pay out, and more: see connect/control.py
POST customers/<id>/card, POST payment_methods/<id>/...   save cards and change them: see saved/control.py
POST balance               {"type": "stripe_fee" | "adjustment" | "topup", "amount": -200, "description"}: move money of
                           the platform for a reason of Stripe's own. Returns the balance transaction
POST payouts/<id>/fail     have the bank return a payout of the platform. Returns the payout
POST history               {"past": [{"at": seconds since 1970, "payment_intent": "pi_demo_11000_17"}]}: what the demo's
                           guests paid before; with {"refund": "re_demo_3", "cents": 4000}, what they got back; with
                           {"dispute": "du_demo_3", "status", "reason", "cents"}, what their banks said
POST disputes              dispute a charge, and decide about it: see disputes/control.py
GET requests               the API requests so far, with their parameters as sent
"""

from dataclasses import replace
from typing import Annotated, Literal

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.stripe import background, cards, courier, deliveries, history, ledger, payments, request_handling
from sandbox.stripe.connect import payouts
from sandbox.stripe.deliveries import Order, State
from sandbox.stripe.errors import invalid
from sandbox.stripe.faults import Fault, FaultKind
from sandbox.stripe.outcomes import Result
from sandbox.stripe.sandbox import current

bp = Blueprint("control", __name__, url_prefix="/_sandbox")

Percent = Annotated[float, Field(ge=0, le=100)]
Seconds = Annotated[float, Field(ge=0, le=3600)]


class Command(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MoveClock(Command):
    advance: int | None = None
    now: int | None = None


class ChangePlan(Command):
    url: str | None = None
    connect_url: str | None = None
    delay: tuple[Seconds, Seconds] | None = None
    double_percent: Percent | None = None
    drop_percent: Percent | None = None
    seed: int | None = None
    paused: bool | None = None


class Arrange(Command):
    order: Order = Order.CREATED


class Pay(Command):
    card: str = "4242424242424242"
    authentication: Literal["pass", "fail"] = "pass"
    saved: str | None = None
    keep: bool = False


class AddFault(Command):
    kind: FaultKind = FaultKind.ERROR
    count: Annotated[int, Field(ge=0)] = 1
    seconds: Seconds = 0.0
    path: str = "/v1/"


class Adjust(Command):
    type: Literal["adjustment", "stripe_fee", "topup"] = "stripe_fee"
    amount: int
    description: str = "Billing"


class TellHistory(Command):
    past: list[history.Past]


@bp.errorhandler(ValidationError)
def malformed(problem: ValidationError) -> tuple[Response, int]:
    return request_handling.refused(invalid(str(problem)))


@bp.post("/reset")
def reset() -> Response:
    current().faults.clear()
    current().store.clear()
    return jsonify({})


@bp.post("/clock")
def move_clock() -> Response:
    command = MoveClock.model_validate(request.get_json())
    if command.now is not None:
        current().clock.set(command.now)
    if command.advance is not None:
        current().clock.advance(command.advance)
    background.tick(current())
    return jsonify({"now": current().clock.now()})


@bp.get("/webhooks")
def show_plan() -> Response:
    return jsonify(deliveries.current_plan(current()))


@bp.post("/webhooks")
def change_plan() -> Response:
    command = ChangePlan.model_validate(request.get_json())
    with current().store.transaction():
        changes = command.model_dump(exclude_unset=True)
        deliveries.set_plan(current(), replace(deliveries.current_plan(current()), **changes))
    return show_plan()


@bp.get("/deliveries")
def list_deliveries() -> Response:
    wanted = request.args.get("state")
    states = tuple(State) if wanted is None else tuple(state for state in State if state == wanted)
    return jsonify(deliveries.listing(current(), states))


@bp.post("/deliveries/flush")
def flush() -> Response:
    order = Arrange.model_validate(request.get_json()).order
    plan = deliveries.current_plan(current())
    if plan.url is None and plan.connect_url is None:
        raise invalid("No webhook URL is set, so nothing can be sent; take hands the deliveries out.")
    return jsonify(courier.flush(current(), order))


@bp.post("/deliveries/take")
def take() -> Response:
    return jsonify(courier.take(current(), Arrange.model_validate(request.get_json()).order))


@bp.post("/sessions/<identity>/pay")
def pay(identity: str) -> Response:
    command, box = Pay.model_validate(request.get_json()), current()
    now = box.clock.now()
    card = command.saved or cards.read(cards.sample(command.card, now), now)
    outcome = payments.pay(box, identity, card, keeps=command.keep)
    if outcome.result is Result.AUTHENTICATE:
        outcome = payments.authenticate(box, identity, passed=command.authentication == "pass")
    return jsonify({"result": outcome.result, "message": outcome.message, "session": outcome.session})


@bp.errorhandler(cards.Unreadable)
def unreadable(problem: cards.Unreadable) -> tuple[Response, int]:
    return request_handling.refused(invalid(str(problem), param="card"))


@bp.post("/faults")
def add_fault() -> Response:
    command = AddFault.model_validate(request.get_json())
    if command.count == 0:
        current().faults.clear()
    else:
        current().faults.add(Fault(command.kind, command.count, command.seconds, command.path))
    return jsonify({})


@bp.post("/balance")
def adjust_balance() -> Response:
    command, box = Adjust.model_validate(request.get_json()), current()
    with box.store.transaction():
        return jsonify(ledger.adjust(box, command.type, command.amount, command.description))


@bp.post("/payouts/<identity>/fail")
def fail_payout(identity: str) -> Response:
    with current().store.transaction():
        return jsonify(payouts.fail(current(), identity))


@bp.post("/history")
def tell_history() -> Response:
    command, box = TellHistory.model_validate(request.get_json()), current()
    with box.store.transaction():
        return jsonify({"added": history.tell(box, command.past)})


@bp.get("/requests")
def list_requests() -> Response:
    return jsonify(request_handling.noted(current()))
