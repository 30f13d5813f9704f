"""Test controls under /_sandbox/: JSON in, JSON out.

POST reset               forget faults, codes, requests, and who has used an application with Apple
POST clock               {"now": seconds since 1970}
POST <provider>/fault    {"token", "email_verified", "issuer", "seconds", "status"}: what is wrong from now on
                         (faults.py); {} removes it
POST <provider>/rotate   sign with a new key, and no longer publish the former one
GET  <provider>/requests the requests since the last reset: discovery, keys, token
"""

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.identity.faults import Fault
from sandbox.identity.state import current

bp = Blueprint("control", __name__, url_prefix="/_sandbox")


class SetClock(BaseModel):
    model_config = ConfigDict(extra="forbid")

    now: int


@bp.post("/reset")
def reset() -> ResponseReturnValue:
    current().reset()
    return jsonify({})


@bp.post("/clock")
def clock() -> ResponseReturnValue:
    current().set_clock(SetClock.model_validate(request.get_json()).now)
    return jsonify({})


@bp.post("/<name>/fault")
def fault(name: str) -> ResponseReturnValue:
    current().providers[name].fault = Fault.model_validate(request.get_json())
    return jsonify({})


@bp.post("/<name>/rotate")
def rotate(name: str) -> ResponseReturnValue:
    current().providers[name].keys.rotate()
    return jsonify({})


@bp.get("/<name>/requests")
def requests(name: str) -> ResponseReturnValue:
    return jsonify(current().providers[name].requests)


@bp.errorhandler(ValidationError)
def not_understood(error: ValidationError) -> Response:
    response = jsonify({"error": str(error)})
    response.status_code = 400
    return response
