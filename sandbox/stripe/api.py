"""The API endpoints under /v1."""

from flask import Blueprint, Response, g

from sandbox.stripe import events, pagination, refunds, request_handling, sessions
from sandbox.stripe.params import (
    CreateRefund,
    CreateSession,
    ListCharges,
    ListEvents,
    ListPage,
    ListRefunds,
    ListSessions,
    Retrieve,
)
from sandbox.stripe.request_handling import change, look
from sandbox.stripe.sandbox import current
from sandbox.stripe.store import JSON

bp = Blueprint("api", __name__, url_prefix="/v1")
bp.before_request(request_handling.begin)
bp.after_request(request_handling.finish)


@bp.post("/checkout/sessions")
def create_session() -> Response:
    return change(CreateSession, lambda params: sessions.create(current(), params, version=g.version))


@bp.get("/checkout/sessions")
def list_sessions() -> Response:
    return look(ListSessions, lambda params: pagination.sessions(current(), params))


@bp.get("/checkout/sessions/<identity>")
def retrieve_session(identity: str) -> Response:
    return look(Retrieve, lambda _: sessions.load(current(), identity).body)


@bp.post("/checkout/sessions/<identity>/expire")
def expire_session(identity: str) -> Response:
    return change(Retrieve, lambda _: sessions.expire(current(), identity))


@bp.get("/checkout/sessions/<identity>/line_items")
def list_lines(identity: str) -> Response:
    url = f"/v1/checkout/sessions/{identity}/line_items"
    return look(ListPage, lambda params: pagination.cut(sessions.lines_of(current(), identity), params, url=url))


@bp.get("/charges")
def list_charges() -> Response:
    return look(ListCharges, lambda params: pagination.charges(current(), params))


@bp.get("/charges/<identity>")
def retrieve_charge(identity: str) -> Response:
    return look(Retrieve, lambda _: current().owned("charge", identity, g.account, param="id").body)


@bp.post("/refunds")
def create_refund() -> Response:
    return change(CreateRefund, lambda params: refunds.create(current(), params))


@bp.get("/refunds")
def list_refunds() -> Response:
    return look(ListRefunds, lambda params: pagination.refunds(current(), params))


@bp.get("/refunds/<identity>")
def retrieve_refund(identity: str) -> Response:
    return look(Retrieve, lambda _: current().owned("refund", identity, g.account, param="refund").body)


@bp.get("/events")
def list_events() -> Response:
    def work(params: ListEvents) -> JSON:
        found = pagination.events(current(), params, g.account)
        return {**found, "data": [events.with_pending(current(), event) for event in found["data"]]}

    return look(ListEvents, work)


@bp.get("/events/<identity>")
def retrieve_event(identity: str) -> Response:
    def work(_: Retrieve) -> JSON:
        return events.with_pending(current(), current().owned("event", identity, g.account, param="id").body)

    return look(Retrieve, work)
