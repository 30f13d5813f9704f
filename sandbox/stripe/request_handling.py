"""Request handling shared by all API endpoints: authentication, API version, request ids, idempotency and errors."""

import hashlib
import json
import re
import secrets
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import Flask, Response, current_app, g, jsonify, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from sandbox.stripe import events, idempotency
from sandbox.stripe.errors import CardError, StripeError, invalid, unauthorized
from sandbox.stripe.expansion import expand
from sandbox.stripe.ids import new_id
from sandbox.stripe.params import Retrieve
from sandbox.stripe.sandbox import Sandbox, current
from sandbox.stripe.store import JSON

VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(\.\w+)?")
REQUESTS_KEPT = 5000

P = TypeVar("P", bound=Retrieve)


def look(form: type[P], work: Callable[[P], JSON]) -> Response:
    """Answer a read-only request."""
    with _fault(), current().store.transaction():
        params = form.read(request.args.items(multi=True))
        return jsonify(expand(current(), work(params), params.expand))


def change(form: type[P], work: Callable[[P], JSON]) -> Response:
    """Answer a request that changes data: atomically, and at most once per idempotency key."""
    claimed = _claim(current())
    if isinstance(claimed, idempotency.Kept):
        return _replay(claimed)
    try:
        with _fault(), _as_cause():
            return _carry_out(claimed, form, work)
    except StripeError as error:
        if error.begun:
            claimed.keep(error.status, error.body())
        raise
    finally:
        claimed.release()  # a no-op if an answer was stored


def _carry_out(claimed: idempotency.Claim, form: type[P], work: Callable[[P], JSON]) -> Response:
    if request.is_json:
        raise invalid("Send parameters as application/x-www-form-urlencoded, not as JSON.")
    with current().store.transaction():
        params = form.read(_sent().items(multi=True))
        try:
            body, status = expand(current(), work(params), params.expand), 200
        except CardError as error:  # the attempt stays on record
            body, status = error.body(), error.status
        claimed.keep(status, body)
    response = jsonify(body)
    response.status_code = status
    return response


def _sent() -> MultiDict[str, str]:
    """Return the parameters, which only a POST request has in its body."""
    return request.form if request.method == "POST" else request.args


def _claim(box: Sandbox) -> idempotency.Claim | idempotency.Kept:
    pairs = json.dumps(sorted(_sent().items(multi=True)))
    return idempotency.claim(
        box,
        request.headers.get("Idempotency-Key"),
        account=g.account,
        endpoint=request.path,
        fingerprint=hashlib.sha256(pairs.encode()).hexdigest(),
        request=g.request_id,
    )


def _replay(kept: idempotency.Kept) -> Response:
    response = jsonify(kept.body)
    response.status_code = kept.status
    response.headers["Idempotent-Replayed"] = "true"
    response.headers["Original-Request"] = kept.request
    return response


@contextmanager
def _fault() -> Iterator[None]:
    """Apply the fault that a test requested, if any, before and after the work."""
    fault = current().faults.take(request.path)
    if fault is not None:
        fault.before()
    yield
    if fault is not None:
        fault.after()


@contextmanager
def _as_cause() -> Iterator[None]:
    token = events.cause.set((g.request_id, request.headers.get("Idempotency-Key")))
    try:
        yield
    finally:
        events.cause.reset(token)


# Request hooks and error handlers


def begin() -> None:
    """Check the API key and the version. Raises StripeError."""
    g.request_id = new_id("req_", 14)
    g.version = current().options.api_version
    _authenticate(current().options.key)
    version = request.headers.get("Stripe-Version", g.version)
    if not VERSION.fullmatch(version):
        raise invalid(f"Invalid Stripe API version: {version}")
    g.version = version
    g.account = _connected(request.headers.get("Stripe-Account"))


# The endpoints that take the header Stripe-Account here. Stripe takes it everywhere, to charge on a connected account.
FOR_ACCOUNTS = {
    *("create_payout", "list_balance_transactions", "list_events", "list_payouts", "retrieve_balance"),
    *("retrieve_balance_transaction", "retrieve_charge", "retrieve_event", "retrieve_payout", "retrieve_refund"),
}


def _connected(account: str | None) -> str | None:
    """Return the account that the request is for: None for the platform's own. Raises StripeError."""
    if account is None:
        return None
    if current().store.get("account", account) is None:
        message = f"The provided key does not have access to account '{account}' (or that account does not exist)."
        raise StripeError(message, status=403, code="account_invalid", begun=False)
    if (request.endpoint or "").partition(".")[2] not in FOR_ACCOUNTS:
        raise invalid("The sandbox does not take the header Stripe-Account here.")
    return account


def _authenticate(expected: str) -> None:
    given = _given_key()
    if not given:
        raise unauthorized("You did not provide an API key. Send it as a bearer token or as the basic user name.")
    if not secrets.compare_digest(given.encode(), expected.encode()):
        raise unauthorized(f"Invalid API Key provided: {given[:8]}***{given[-4:]}")


def _given_key() -> str:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return value.strip()
        case "basic":
            try:
                return b64decode(value).decode().partition(":")[0]
            except ValueError:
                return ""
    return ""


def finish(response: Response) -> Response:
    """Add Stripe's response headers, and record the request so that tests can inspect it."""
    response.headers["Request-Id"] = g.request_id
    response.headers["Stripe-Version"] = g.version
    response.headers["Cache-Control"] = "no-store"
    key = request.headers.get("Idempotency-Key")
    if key is not None:
        response.headers["Idempotency-Key"] = key
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Stripe"'
    _note(response.status_code, key)
    return response


def _note(status: int, key: str | None) -> None:
    store = current().store
    params = json.dumps(list(_sent().items(multi=True)))
    with store.transaction():
        store.rows(
            "INSERT INTO request (id, method, path, params, version, idempotency_key, status) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(g.request_id, request.method, request.path, params, g.version, key, status),
        )
        store.rows("DELETE FROM request WHERE seq <= (SELECT max(seq) FROM request) - ?", REQUESTS_KEPT)


def noted(box: Sandbox) -> list[JSON]:
    """Return the API requests so far, oldest first, with their parameters as sent."""
    rows = box.store.rows("SELECT * FROM request ORDER BY seq")
    return [{**dict(row), "params": json.loads(row["params"])} for row in rows]


def refused(error: StripeError) -> tuple[Response, int]:
    return jsonify(error.body()), error.status


def unrecognized(error: HTTPException) -> tuple[Response, int] | HTTPException:
    """Answer an unknown URL under /v1/ in Stripe's error format; return other errors unchanged."""
    if not request.path.startswith("/v1/"):
        return error
    message = f"Unrecognized request URL ({request.method}: {request.path})."
    return refused(StripeError(message, status=404 if error.code == 405 else error.code or 500))


def crashed(error: Exception) -> tuple[Response, int]:
    """Log an internal error of the sandbox and answer with Stripe's api_error."""
    current_app.logger.error("The sandbox failed at %s %s", request.method, request.path, exc_info=error)
    return refused(StripeError("The sandbox itself failed; its terminal says why.", status=500, kind="api_error"))


def register_errors(app: Flask) -> None:
    app.register_error_handler(StripeError, refused)
    app.register_error_handler(HTTPException, unrecognized)
    app.register_error_handler(Exception, crashed)
