"""How Stripe's events are answered, whichever endpoint they come to."""

from collections.abc import Callable
from typing import TypeVar

from flask import request
from flask.typing import ResponseReturnValue

from app.core.db import retry_deadlocks
from app.core.security_log import Severity, security_event
from app.payments.gateway import BadEvent, BadSignature

E = TypeVar("E")


def answer_event(read: Callable[[bytes, str], E], process: Callable[[E], object]) -> ResponseReturnValue:
    """Read the event in the request and process it.

    The answer is 200 if it is processed, now or earlier, and 400 if it is unsigned or unreadable.
    """
    try:
        event = read(request.get_data(), request.headers.get("Stripe-Signature", ""))
    except (BadSignature, BadEvent) as bad:
        security_event("webhook.refused", severity=Severity.WARNING, reason=type(bad).__name__)
        return {"error": bad.message}, bad.status
    retry_deadlocks(lambda: process(event))
    return {"received": True}
