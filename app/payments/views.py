"""Stripe's events."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.payments.actions import record_event
from app.payments.gateway import gateway
from app.payments.webhooks import answer_event
from app.web.extensions import csrf

bp = Blueprint("payments", __name__)


@bp.post("/webhooks/stripe")
def webhook() -> ResponseReturnValue:
    """Process an event of our own account."""
    return answer_event(gateway().event, lambda event: record_event(event=event))


csrf.exempt(webhook)  # Stripe has no CSRF token; its signature replaces it
