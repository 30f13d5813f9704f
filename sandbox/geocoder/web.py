"""The HTTP API of the geocoder, and its test control.

GET  /geocoder/locations/onelineaddress   ?address=...&benchmark=Public_AR_Current&format=json
POST /_sandbox/faults                     {"seconds", "status", "body"}: wait before each answer, answer this status
                                          or body; {} removes them
GET  /_sandbox/requests                   the addresses that were asked for since the last POST of faults
"""

import time
from dataclasses import dataclass, field
from typing import Annotated, Any

from flask import Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field

from sandbox.geocoder.matches import matches

EXTENSION = "geocoder_sandbox"
BENCHMARKS = {"Public_AR_Current": ("4", "Public Address Ranges - Current Benchmark")}


class Fault(BaseModel):
    model_config = ConfigDict(extra="forbid")

    seconds: Annotated[float, Field(ge=0, le=60)] = 0.0
    status: Annotated[int, Field(ge=200, le=599)] = 200
    body: str | None = None


@dataclass
class State:
    fault: Fault = field(default_factory=Fault)
    asked: list[str] = field(default_factory=list)


def create_app() -> Flask:
    app = Flask(__name__)
    app.extensions[EXTENSION] = State()
    app.add_url_rule("/geocoder/locations/onelineaddress", view_func=one_line_address)
    app.add_url_rule("/_sandbox/faults", view_func=set_fault, methods=["POST"])
    app.add_url_rule("/_sandbox/requests", view_func=asked)
    app.add_url_rule("/healthz", view_func=healthz)
    return app


def one_line_address() -> ResponseReturnValue:
    address, benchmark = request.args.get("address", "").strip(), request.args.get("benchmark", "")
    state().asked.append(address)
    fault = state().fault
    time.sleep(fault.seconds)
    if fault.body is not None or fault.status != 200:
        return Response(fault.body or "", fault.status, content_type="application/json")
    if benchmark not in BENCHMARKS:
        return refused("Specify Benchmark by name or ID, or choose from available benchmarks")
    if not address:
        return refused("Specify Street Address or Structure Number and Street Name")
    return jsonify({"result": {"input": searched(address, benchmark), "addressMatches": matches(address)}})


def searched(address: str, benchmark: str) -> dict[str, Any]:
    identity, description = BENCHMARKS[benchmark]
    return {
        "address": {"address": address},
        "benchmark": {
            "isDefault": True,
            "benchmarkDescription": description,
            "id": identity,
            "benchmarkName": benchmark,
        },
    }


def refused(why: str) -> ResponseReturnValue:
    return jsonify({"errors": [why], "status": "400"}), 400


def set_fault() -> ResponseReturnValue:
    state().fault = Fault.model_validate(request.get_json())
    state().asked.clear()
    return jsonify({})


def asked() -> ResponseReturnValue:
    return jsonify(state().asked)


def healthz() -> ResponseReturnValue:
    return jsonify({"status": "ok"})


def state() -> State:
    found = current_app.extensions[EXTENSION]
    if not isinstance(found, State):
        raise TypeError(f"extensions[{EXTENSION!r}] is not a State")
    return found
