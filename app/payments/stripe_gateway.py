"""Payments by Stripe Checkout, through Stripe's own client."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe
from stripe import RequestsClient, StripeClient
from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

from app.logs import log
from app.payments.gateway import (
    BadSignature,
    CheckoutSession,
    Event,
    GatewayDown,
    GatewayRefund,
    GatewayRefused,
    Line,
    RefundStatus,
    SessionRequest,
    SessionStatus,
)

# Stripe's card, when the session was retrieved with it.
CARD = ["payment_intent.latest_charge"]
TIMEOUT_SECONDS = 10
TOLERANCE_SECONDS = 300

# What a refund's status at Stripe means here; requires_action does not occur with cards.
REFUND_STATUS = {"succeeded": RefundStatus.SUCCEEDED, "failed": RefundStatus.FAILED, "canceled": RefundStatus.FAILED}


class StripeGateway:
    """Source: Stripe's API reference (Checkout Sessions, Refunds, webhook signatures)."""

    def __init__(self, *, secret_key: str, webhook_secret: str, api_url: str) -> None:
        self._client = StripeClient(
            secret_key,
            base_addresses={"api": api_url},
            max_network_retries=2,
            http_client=RequestsClient(timeout=TIMEOUT_SECONDS),
        )
        self._webhook_secret = webhook_secret

    def open_session(self, request: SessionRequest) -> CheckoutSession:
        with _translated():
            created = self._client.v1.checkout.sessions.create(
                session_params(request), {"idempotency_key": request.idempotency_key}
            )
        return _session(created)

    def session(self, session_id: str) -> CheckoutSession:
        with _translated():
            return _session(self._client.v1.checkout.sessions.retrieve(session_id, {"expand": CARD}))

    def expire_session(self, session_id: str) -> CheckoutSession:
        try:
            with _translated():
                return _session(self._client.v1.checkout.sessions.expire(session_id))
        except GatewayRefused:
            # Only an open session can be expired: this one has ended by itself, paid or not.
            return self.session(session_id)

    def refund(self, *, payment_intent_id: str, cents: int, key: str, reference: str) -> GatewayRefund:
        with _translated():
            created = self._client.v1.refunds.create(
                {
                    "payment_intent": payment_intent_id,
                    "amount": cents,
                    "reason": "requested_by_customer",
                    "metadata": {"item": reference},
                },
                {"idempotency_key": key},
            )
        return _refund(created)

    def event(self, payload: bytes, signature: str) -> Event:
        try:
            told = self._client.construct_event(payload, signature, self._webhook_secret, TOLERANCE_SECONDS)
        except (stripe.SignatureVerificationError, ValueError) as error:
            raise BadSignature("This message does not carry a valid signature.") from error
        subject = told.data.object
        if isinstance(subject, stripe.checkout.Session):
            return Event(told.id, told.type, session=_session(subject))
        if isinstance(subject, stripe.Refund):
            return Event(told.id, told.type, refund=_refund(subject))
        return Event(told.id, told.type)


def session_params(request: SessionRequest) -> SessionCreateParams:
    """What is sent to open a payment page. Cards and wallets only: slower methods outlive a hold."""
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
            "description": f"CozyWish order {request.reference}",
            "metadata": {"order": request.reference},
        },
    }


def _line(line: Line) -> SessionCreateParamsLineItem:
    return {
        "quantity": line.quantity,
        "price_data": {
            "currency": "usd",
            "unit_amount": line.each_cents,
            "product_data": {"name": line.text, "description": line.detail},
        },
    }


def _session(session: stripe.checkout.Session) -> CheckoutSession:
    intent = session.payment_intent
    charge = intent.latest_charge if isinstance(intent, stripe.PaymentIntent) else None
    details = charge.payment_method_details if isinstance(charge, stripe.Charge) else None
    card = details.card if details else None
    return CheckoutSession(
        id=session.id,
        reference=session.client_reference_id or "",
        status=SessionStatus(session.status or SessionStatus.OPEN),
        paid=session.payment_status == "paid",
        url=session.url,
        payment_intent_id=intent.id if isinstance(intent, stripe.PaymentIntent) else intent,
        card_brand=(card.brand or "") if card else "",
        card_last4=(card.last4 or "") if card else "",
    )


def _refund(refund: stripe.Refund) -> GatewayRefund:
    status = REFUND_STATUS.get(refund.status or "", RefundStatus.PENDING)
    return GatewayRefund(refund.id, status, getattr(refund, "failure_reason", None) or "")


@contextmanager
def _translated() -> Iterator[None]:
    """Stripe's errors as ours: no answer is not a no."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        log.warning("stripe does not answer", error=str(error))
        raise GatewayDown("The payment service does not answer. Your times are held; try again in a minute.") from error
    except stripe.StripeError as error:
        if error.http_status is not None and error.http_status < 500 and error.http_status != 409:
            log.error("stripe refused", error=str(error), code=error.code, request_id=error.request_id)
            raise GatewayRefused(error.user_message or "The payment service refused this.") from error
        log.warning("stripe failed", error=str(error), request_id=error.request_id)
        raise GatewayDown("The payment service does not answer. Your times are held; try again in a minute.") from error
