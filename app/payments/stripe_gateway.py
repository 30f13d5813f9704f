"""Payments through Stripe Checkout, with Stripe's own client."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import stripe
from flask import has_request_context
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from stripe import RequestOptions, RequestsClient, StripeClient
from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

from app.core.logs import log
from app.core.redaction import summary
from app.payments.call_limit import CallLimit, TooManyCalls
from app.payments.gateway import (
    BadEvent,
    BadSignature,
    CheckoutSession,
    Event,
    GatewayDown,
    GatewayRefund,
    GatewayRefused,
    PaymentLine,
    RefundStatus,
    SessionRequest,
    SessionStatus,
)

# Includes the card when a session is retrieved.
CARD = ["payment_intent.latest_charge"]
# Connect and read timeouts. A web request tries once; a job retries right away before it fails.
TIMEOUT_SECONDS = (2.0, 8.0)
JOB_RETRIES = 2
TOLERANCE_SECONDS = 300

# Our status for each refund status at Stripe; requires_action does not occur with cards.
REFUND_STATUS = {"succeeded": RefundStatus.SUCCEEDED, "failed": RefundStatus.FAILED, "canceled": RefundStatus.FAILED}

# The default message for the guest.
SLOW = lazy_gettext("Payments are slow right now. You weren’t charged. Try again in a minute.")


class StripeGateway:
    """The Stripe payment gateway.

    Source: Stripe's API reference (Checkout Sessions, Refunds, webhook signatures). `at_once` is how many web requests
    may be in a call at the same time.
    """

    def __init__(self, *, secret_key: str, webhook_secret: str, api_url: str, at_once: int = 1) -> None:
        self._client = StripeClient(
            secret_key,
            base_addresses={"api": api_url},
            http_client=RequestsClient(timeout=TIMEOUT_SECONDS),
        )
        self._webhook_secret = webhook_secret
        self._livemode = secret_key.startswith(("sk_live_", "rk_live_"))
        self._limit = CallLimit(at_once)

    @property
    def livemode(self) -> bool:
        return self._livemode

    def open_session(self, request: SessionRequest) -> CheckoutSession:
        with self._call():
            created = self._client.v1.checkout.sessions.create(
                session_params(request), {"idempotency_key": request.idempotency_key, **_tries()}
            )
        return _session(created)

    def session(self, session_id: str) -> CheckoutSession:
        with self._call():
            return _session(self._client.v1.checkout.sessions.retrieve(session_id, {"expand": CARD}, _tries()))

    def expire_session(self, session_id: str) -> CheckoutSession:
        try:
            with self._call():
                return _session(self._client.v1.checkout.sessions.expire(session_id, None, _tries()))
        except GatewayRefused:
            # Only an open session can be expired: this one has ended on its own, paid or not.
            return self.session(session_id)

    def refund(self, *, payment_intent_id: str, cents: int, key: str, reference: str) -> GatewayRefund:
        with self._call():
            created = self._client.v1.refunds.create(
                {
                    "payment_intent": payment_intent_id,
                    "amount": cents,
                    "reason": "requested_by_customer",
                    "metadata": {"booking": reference},
                },
                {"idempotency_key": key, **_tries()},
            )
        return _refund(created)

    def find_refund(
        self, *, payment_intent_id: str, cents: int, reference: str, known: Collection[str]
    ) -> GatewayRefund | None:
        with self._call():
            made = self._client.v1.refunds.list({"payment_intent": payment_intent_id, "limit": 100}, _tries())
            for refund in made.auto_paging_iter():
                metadata = refund.to_dict().get("metadata") or {}
                ours = metadata.get("booking") == reference and refund.amount == cents
                if ours and refund.id not in known:
                    return _refund(refund)
        return None

    @contextmanager
    def _call(self) -> Iterator[None]:
        with _translated(), self._limit.call():
            yield

    def event(self, payload: bytes, signature: str) -> Event:
        try:
            stripe.WebhookSignature.verify_header(payload.decode(), signature, self._webhook_secret, TOLERANCE_SECONDS)
        except (stripe.SignatureVerificationError, ValueError) as error:
            raise BadSignature("This message does not carry a valid signature.") from error
        try:
            return _event(stripe.Event.construct_from(json.loads(payload), None))
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            log.warning("stripe event that makes no sense", problem=type(error).__name__)
            raise BadEvent("This message cannot be read.") from error


def session_params(request: SessionRequest) -> SessionCreateParams:
    """Return the request that opens a payment page. Cards and wallets only: slower methods outlast a hold."""
    return {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "client_reference_id": request.reference,
        "customer_email": request.email,
        "line_items": [_line(line) for line in request.lines],
        "expires_at": int(request.expires_at.timestamp()),
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "metadata": {"order": request.reference},
        "payment_intent_data": {
            "description": _("CozyWish order %(number)s", number=request.reference),
            "metadata": {"order": request.reference},
        },
    }


def _line(line: PaymentLine) -> SessionCreateParamsLineItem:
    return {
        "quantity": line.quantity,
        "price_data": {
            "currency": "usd",
            "unit_amount": line.each_cents,
            "product_data": {"name": line.text, "description": line.detail},
        },
    }


def _event(event: stripe.Event) -> Event:
    """Convert a Stripe event. Raises ValueError or a similar error for anything that Stripe never sends."""
    id_, kind, subject = _text(event.id, 120), _text(event.type, 80), event.data.object
    if not id_ or not kind:
        raise ValueError("an event without id or type")
    if isinstance(subject, stripe.checkout.Session):
        return Event(id_, kind, session=_session(subject))
    if isinstance(subject, stripe.Refund):
        return Event(id_, kind, refund=_refund(subject))
    return Event(id_, kind)


def _session(session: stripe.checkout.Session) -> CheckoutSession:
    intent = session.payment_intent
    charge = intent.latest_charge if isinstance(intent, stripe.PaymentIntent) else None
    details = charge.payment_method_details if isinstance(charge, stripe.Charge) else None
    card = details.card if details else None
    amount = session.amount_total
    if not (amount is None or type(amount) is int) or type(session.livemode) is not bool:
        raise ValueError("an amount or a mode of another type")
    return CheckoutSession(
        id=_text(session.id, 120),
        reference=_text(session.client_reference_id, 200),
        status=SessionStatus(session.status or SessionStatus.OPEN),
        paid=session.payment_status == "paid",
        amount_cents=amount,
        currency=_text(session.currency, 3),
        livemode=session.livemode,
        url=_text(session.url, 2000) or None,
        payment_intent_id=_text(intent.id if isinstance(intent, stripe.PaymentIntent) else intent, 120) or None,
        card_brand=_text(card.brand, 20) if card else "",
        card_last4=_text(card.last4, 4) if card else "",
    )


def _refund(refund: stripe.Refund) -> GatewayRefund:
    status = REFUND_STATUS.get(_text(refund.status, 40), RefundStatus.PENDING)
    return GatewayRefund(_text(refund.id, 80), status, _text(getattr(refund, "failure_reason", None), 300))


def _text(value: object, most: int) -> str:
    """Return a text that the database can store; empty for None. Raises ValueError for anything else."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise ValueError("not such a text")
    return value


def _tries() -> RequestOptions:
    return {"max_network_retries": 0 if has_request_context() else JOB_RETRIES}


@contextmanager
def _translated() -> Iterator[None]:
    """Translate Stripe's errors to ours: no response is not a refusal."""
    try:
        yield
    except TooManyCalls as error:
        log.warning("stripe is slow: a request did not wait for it")
        raise GatewayDown(str(SLOW)) from error
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        log.warning("stripe does not answer", error=summary(error))
        raise GatewayDown(str(SLOW)) from error
    except stripe.StripeError as error:
        if error.http_status is not None and error.http_status < 500 and error.http_status != 409:
            log.error("stripe refused", error=summary(error), code=error.code, request_id=error.request_id)
            raise GatewayRefused(error.user_message or _("The payment service declined this request.")) from error
        log.warning("stripe failed", error=summary(error), request_id=error.request_id)
        raise GatewayDown(str(SLOW)) from error
