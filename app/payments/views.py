"""Stripe's events."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.core.db import retry_deadlocks
from app.core.security_log import Severity, security_event
from app.payments.actions import record_event
from app.payments.gateway import BadEvent, BadSignature, gateway
from app.web.extensions import csrf

bp = Blueprint("payments", __name__)


@bp.post("/webhooks/stripe")
def webhook() -> ResponseReturnValue:
    """Process a Stripe event. 200 if it is processed, now or earlier; 400 if it is unsigned or unreadable."""
    try:
        event = gateway().event(request.get_data(), request.headers.get("Stripe-Signature", ""))
    except (BadSignature, BadEvent) as bad:
        security_event("webhook.refused", severity=Severity.WARNING, reason=type(bad).__name__)
        return {"error": bad.message}, bad.status
    retry_deadlocks(lambda: record_event(event=event))
    return {"received": True}


csrf.exempt(webhook)  # Stripe has no CSRF token; its signature replaces it
