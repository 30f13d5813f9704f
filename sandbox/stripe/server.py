"""The stand-in's Flask application and its background threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask, jsonify
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue

from sandbox import assets
from sandbox.stripe import api, control, deliveries, idempotency, pages, request_handling
from sandbox.stripe.background import Ticker
from sandbox.stripe.billing import api as billing_api
from sandbox.stripe.billing import pages as billing_pages
from sandbox.stripe.connect import api as connect_api
from sandbox.stripe.connect import control as connect_control
from sandbox.stripe.connect import pages as connect_pages
from sandbox.stripe.courier import Courier
from sandbox.stripe.disputes import api as disputes_api
from sandbox.stripe.disputes import control as disputes_control
from sandbox.stripe.sandbox import EXTENSION, Sandbox
from sandbox.stripe.saved import api as saved_api
from sandbox.stripe.saved import control as saved_control
from sandbox.stripe.tax import api as tax_api


class InOrder(DefaultJSONProvider):
    """A JSON provider that preserves key order: Stripe's objects begin with id and object."""

    sort_keys = False


def create_app(box: Sandbox) -> Flask:
    app = Flask(__name__)
    app.json = InOrder(app)
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.extensions[EXTENSION] = box
    app.add_template_filter(money)
    app.add_template_filter(day)
    apis = (api, billing_api, connect_api, disputes_api, saved_api, tax_api)
    controls = (control, connect_control, disputes_control, saved_control)
    for module in (*apis, *controls, pages, billing_pages, connect_pages, assets):
        app.register_blueprint(module.bp)
    app.add_url_rule("/healthz", view_func=healthz)
    request_handling.register_errors(app)
    return app


def healthz() -> ResponseReturnValue:
    return jsonify({"status": "ok"})


def money(cents: int, currency: str) -> str:
    """Format cents as "$1,234.50"; other currencies show their code."""
    amount, sign = f"{abs(cents) / 100:,.2f}", "-" if cents < 0 else ""
    return f"{sign}${amount}" if currency == "usd" else f"{sign}{amount} {currency.upper()}"


def day(instant: int) -> str:
    """Format seconds since 1970 as "November 5, 2026", in UTC."""
    at = datetime.fromtimestamp(instant, UTC)
    return f"{at:%B} {at.day}, {at.year}"


@contextmanager
def running(box: Sandbox) -> Iterator[Flask]:
    """Run the application with its background threads, then stop them and close the database."""
    idempotency.forget_interrupted(box)
    deliveries.follow_flag(box)
    threads = (Ticker(box), Courier(box))
    for thread in threads:
        thread.start()
    try:
        yield create_app(box)
    finally:
        for thread in threads:
            thread.stop()
        box.store.close()
