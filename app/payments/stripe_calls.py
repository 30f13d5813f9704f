"""What all requests to Stripe have in common, and all of its events."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import stripe
from flask import has_request_context
from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _
from stripe import RequestOptions, RequestsClient, StripeClient

from app.core.logs import log
from app.core.redaction import summary
from app.payments.call_limit import CallLimit, TooManyCalls
from app.payments.gateway import (
    DOLLARS,
    BadEvent,
    BadSignature,
    GatewayDown,
    GatewayRefused,
    NotInDollars,
    PaymentDisputed,
)

T = TypeVar("T")

# Connect and read timeouts. A web request tries once; a job retries right away before it fails.
TIMEOUT_SECONDS = (2.0, 8.0)
JOB_RETRIES = 2
TOLERANCE_SECONDS = 300

# The default message for the guest.
SLOW = lazy_gettext("Payments are slow right now. You weren’t charged. Try again in a minute.")


class StripeCalls:
    """Stripe's client, with our timeouts and errors. `at_once` is how many web requests may be in a call together."""

    def __init__(self, *, secret_key: str, api_url: str, at_once: int = 1) -> None:
        self.client = StripeClient(
            secret_key,
            base_addresses={"api": api_url},
            http_client=RequestsClient(timeout=TIMEOUT_SECONDS),
        )
        self.livemode = secret_key.startswith(("sk_live_", "rk_live_"))
        self._limit = CallLimit(at_once)

    @contextmanager
    def call(self, *, slow: LazyString = SLOW) -> Iterator[None]:
        """Make a call. Raises GatewayDown with the message `slow` if there is no response, or GatewayRefused."""
        with translated(slow), self._limit.call():
            yield


def tries() -> RequestOptions:
    """Return how often a call is retried right away."""
    return {"max_network_retries": 0 if has_request_context() else JOB_RETRIES}


@contextmanager
def translated(slow: LazyString) -> Iterator[None]:
    """Translate Stripe's errors to ours: no response is not a refusal."""
    try:
        yield
    except TooManyCalls as error:
        log.warning("stripe is slow: a request did not wait for it")
        raise GatewayDown(str(slow)) from error
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        log.warning("stripe does not answer", error=summary(error))
        raise GatewayDown(str(slow)) from error
    except stripe.StripeError as error:
        if error.http_status is not None and error.http_status < 500 and error.http_status != 409:
            log.error("stripe refused", error=summary(error), code=error.code, request_id=error.request_id)
            refusal = PaymentDisputed if error.code == "charge_disputed" else GatewayRefused
            raise refusal(error.user_message or _("The payment service declined this request.")) from error
        log.warning("stripe failed", error=summary(error), request_id=error.request_id)
        raise GatewayDown(str(slow)) from error


def read_event(payload: bytes, signature: str, *, secret: str, convert: Callable[[stripe.Event], T]) -> T:
    """Verify a webhook (Stripe's signature scheme v1) and convert its event. Raises BadSignature or BadEvent."""
    try:
        stripe.WebhookSignature.verify_header(payload.decode(), signature, secret, TOLERANCE_SECONDS)
    except (stripe.SignatureVerificationError, ValueError) as error:
        raise BadSignature("This message does not carry a valid signature.") from error
    try:
        return convert(stripe.Event.construct_from(json.loads(payload), None))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        log.warning("stripe event that makes no sense", problem=type(error).__name__)
        raise BadEvent("This message cannot be read.") from error


def dollars(cents: int, currency: str) -> int:
    """Return an amount in cents. Raises NotInDollars if it is in another currency."""
    if currency != DOLLARS:
        raise NotInDollars(_("This amount is in %(currency)s, not in US dollars.", currency=currency.upper()))
    return cents


def fee_of(moved: object) -> int | None:
    """Return what Stripe kept of a charge, from its balance transaction. None if it isn't known, or not in dollars."""
    if isinstance(moved, stripe.BalanceTransaction) and moved.currency == DOLLARS:
        return moved.fee
    return None


def text(value: object, most: int) -> str:
    """Return a text that the database can store; empty for None. Raises ValueError for anything else."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise ValueError("not such a text")
    return value
