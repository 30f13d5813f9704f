"""Payments through Stripe Checkout, with Stripe's own client."""

from collections.abc import Collection
from typing import Any

import stripe
from flask_babel import gettext as _
from stripe.params import PaymentIntentCreateParams
from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

from app.payments.gateway import (
    CardCharge,
    ChargeRequest,
    CheckoutSession,
    Event,
    GatewayRefund,
    GatewayRefused,
    PaymentLine,
    RefundStatus,
    SessionRequest,
    SessionStatus,
)
from app.payments.stripe_calls import StripeCalls, fee_of, read_event, text, tries
from app.saved_cards.details import CardDetails

# Includes the card and the fee when a session or a charge is retrieved.
OF_CHARGE = "latest_charge.balance_transaction"
CHARGE = [f"payment_intent.{OF_CHARGE}", "payment_intent.payment_method", "setup_intent.payment_method"]
# Our status for each refund status at Stripe; requires_action does not occur with cards.
REFUND_STATUS = {"succeeded": RefundStatus.SUCCEEDED, "failed": RefundStatus.FAILED, "canceled": RefundStatus.FAILED}


class StripeGateway:
    """The Stripe payment gateway.

    Source: Stripe's API reference (Checkout Sessions, Refunds).
    """

    def __init__(self, calls: StripeCalls, *, webhook_secret: str) -> None:
        self._client = calls.client
        self._call = calls.call
        self._livemode = calls.livemode
        self._webhook_secret = webhook_secret

    @property
    def livemode(self) -> bool:
        return self._livemode

    def open_session(self, request: SessionRequest) -> CheckoutSession:
        with self._call():
            created = self._client.v1.checkout.sessions.create(
                session_params(request), {"idempotency_key": request.idempotency_key, **tries()}
            )
        return _session(created)

    def session(self, session_id: str) -> CheckoutSession:
        with self._call():
            return _session(self._client.v1.checkout.sessions.retrieve(session_id, {"expand": CHARGE}, tries()))

    def expire_session(self, session_id: str) -> CheckoutSession:
        try:
            with self._call():
                return _session(self._client.v1.checkout.sessions.expire(session_id, None, tries()))
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
                {"idempotency_key": key, **tries()},
            )
        return _refund(created)

    def read_refund(self, refund_id: str) -> GatewayRefund:
        with self._call():
            return _refund(self._client.v1.refunds.retrieve(refund_id, None, tries()))

    def find_refund(
        self, *, payment_intent_id: str, cents: int, reference: str, known: Collection[str]
    ) -> GatewayRefund | None:
        with self._call():
            made = self._client.v1.refunds.list({"payment_intent": payment_intent_id, "limit": 100}, tries())
            for refund in made.auto_paging_iter():
                metadata = refund.to_dict().get("metadata") or {}
                ours = metadata.get("booking") == reference and refund.amount == cents
                if ours and refund.id not in known:
                    return _refund(refund)
        return None

    def create_customer(self, *, key: str, email: str, reference: str) -> str:
        with self._call():
            made = self._client.v1.customers.create(
                {"email": email, "metadata": {"account": reference}}, {"idempotency_key": key, **tries()}
            )
        return text(made.id, 120)

    def charge_card(self, request: ChargeRequest) -> CardCharge:
        with self._call():
            try:
                intent = self._client.v1.payment_intents.create(
                    charge_params(request), {"idempotency_key": request.idempotency_key, **tries()}
                )
            except stripe.CardError as declined:
                return _declined(declined)
        return _charge(intent)

    def find_charge(self, request: ChargeRequest) -> CardCharge | None:
        with self._call():
            made = self._client.v1.payment_intents.list(
                {"customer": request.customer_id, "limit": 100, "expand": [f"data.{OF_CHARGE}"]}, tries()
            )
            for intent in made.auto_paging_iter():
                metadata = intent.to_dict().get("metadata") or {}
                if metadata.get("payment") == request.idempotency_key and _is_decided(intent):
                    return _charge(intent)
        return None

    def detach_card(self, payment_method_id: str) -> None:
        try:
            with self._call():
                self._client.v1.payment_methods.detach(payment_method_id, None, tries())
        except GatewayRefused:
            return  # it is no longer attached

    def event(self, payload: bytes, signature: str) -> Event:
        return read_event(payload, signature, secret=self._webhook_secret, convert=_event)


def session_params(request: SessionRequest) -> SessionCreateParams:
    """Return the request that opens a payment page. Cards and wallets only: slower methods outlast a hold."""
    params: SessionCreateParams = {
        "allowed_payment_method_types": ["card"],
        "client_reference_id": request.reference,
        "expires_at": int(request.expires_at.timestamp()),
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "metadata": {"order": request.reference},
    }
    if request.customer_id:
        params["customer"] = request.customer_id
    elif request.email:
        params["customer_email"] = request.email
    if not request.lines:
        params |= {"mode": "setup", "currency": "usd"}
        params["setup_intent_data"] = {"metadata": {"order": request.reference}}
        return params
    params |= {"mode": "payment", "line_items": [_line(line) for line in request.lines]}
    params["payment_intent_data"] = {
        "description": _("CozyWish order %(number)s", number=request.reference),
        "metadata": {"order": request.reference},
    }
    if request.customer_id:
        params["payment_intent_data"]["setup_future_usage"] = "off_session"
    return params


def charge_params(request: ChargeRequest) -> PaymentIntentCreateParams:
    """Return the request that charges a saved card without its owner."""
    return {
        "amount": request.cents,
        "currency": "usd",
        "customer": request.customer_id,
        "payment_method": request.payment_method_id,
        "allowed_payment_method_types": ["card"],
        "confirm": True,
        "off_session": True,
        "description": _("CozyWish order %(number)s", number=request.reference),
        "metadata": {"order": request.reference, "payment": request.idempotency_key},
        "expand": [OF_CHARGE],
    }


def _is_decided(intent: stripe.PaymentIntent) -> bool:
    return intent.status == "succeeded" or intent.last_payment_error is not None


def _charge(intent: stripe.PaymentIntent) -> CardCharge:
    """Convert a charge without its owner. One that didn't succeed says why, or needs the owner."""
    charge = intent.latest_charge if isinstance(intent.latest_charge, stripe.Charge) else None
    moved = charge.balance_transaction if charge else None
    problem = intent.last_payment_error
    why = "" if intent.status == "succeeded" else "authentication_required"
    if why and problem is not None:
        why = text(getattr(problem, "decline_code", None) or problem.code, 60) or why
    return CardCharge(
        payment_intent_id=text(intent.id, 120),
        decline_code=why,
        charge_id=text(charge.id, 120) if charge and not why else None,
        fee_cents=fee_of(moved) if not why else None,
        currency=text(intent.currency, 3),
    )


def _declined(error: stripe.CardError) -> CardCharge:
    facts: dict[str, Any] = error.json_body["error"] if isinstance(error.json_body, dict) else {}
    intent = facts.get("payment_intent") or {}
    why = text(facts.get("decline_code") or error.code, 60) or "card_declined"
    return CardCharge(payment_intent_id=text(intent.get("id"), 120) or None, decline_code=why)


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
    id_, kind, subject = text(event.id, 120), text(event.type, 80), event.data.object
    if not id_ or not kind:
        raise ValueError("an event without id or type")
    if isinstance(subject, stripe.checkout.Session) and subject.mode != "subscription":
        return Event(id_, kind, session=_session(subject))
    if isinstance(subject, stripe.Refund):
        return Event(id_, kind, refund=_refund(subject))
    if isinstance(subject, stripe.Dispute):
        return Event(id_, kind, dispute_id=text(subject.id, 80), payment_intent_id=_id(subject.payment_intent))
    return Event(id_, kind, subscription_id=_subscription_id(subject))


def _subscription_id(subject: object) -> str:
    """Return the subscription that an event is about, or empty."""
    if isinstance(subject, stripe.Invoice):
        of = subject.parent.subscription_details if subject.parent else None
        return _id(of.subscription) if of else ""
    if isinstance(subject, stripe.checkout.Session):
        return _id(subject.subscription)
    return _id(subject) if isinstance(subject, stripe.Subscription) else ""


def _session(session: stripe.checkout.Session) -> CheckoutSession:
    intent = session.payment_intent
    charge = intent.latest_charge if isinstance(intent, stripe.PaymentIntent) else None
    details = charge.payment_method_details if isinstance(charge, stripe.Charge) else None
    card = details.card if details else None
    moved = charge.balance_transaction if isinstance(charge, stripe.Charge) else None
    setup, amount = session.setup_intent, session.amount_total
    owner = session.customer
    if not (amount is None or type(amount) is int) or type(session.livemode) is not bool:
        raise ValueError("an amount or a mode of another type")
    return CheckoutSession(
        id=text(session.id, 120),
        reference=text(session.client_reference_id, 200),
        status=SessionStatus(session.status or SessionStatus.OPEN),
        paid=session.payment_status == "paid",
        amount_cents=amount,
        currency=text(session.currency, 3),
        livemode=session.livemode,
        saved=session.mode == "setup" and session.status == "complete",
        customer_id=text(owner.id if isinstance(owner, stripe.Customer) else owner, 120) or None,
        card=_saved_card(intent, setup),
        url=text(session.url, 2000) or None,
        payment_intent_id=text(intent.id if isinstance(intent, stripe.PaymentIntent) else intent, 120) or None,
        card_brand=text(card.brand, 20) if card else "",
        card_last4=text(card.last4, 4) if card else "",
        charge_id=text(charge.id, 120) if isinstance(charge, stripe.Charge) else None,
        fee_cents=fee_of(moved),
    )


def _saved_card(intent: object, setup: object) -> CardDetails | None:
    """Return the card that a session saved for later, if it was requested with the session."""
    made = setup if isinstance(setup, stripe.SetupIntent) else intent
    if not isinstance(made, stripe.SetupIntent | stripe.PaymentIntent) or made.status != "succeeded":
        return None
    method = made.payment_method
    if not isinstance(method, stripe.PaymentMethod) or method.card is None or method.customer is None:
        return None
    card = method.card
    return CardDetails(
        text(method.id, 120), text(card.brand, 20), text(card.last4, 4), int(card.exp_month), int(card.exp_year)
    )


def _id(subject: object) -> str:
    """Return the id of an object that may be expanded, or empty."""
    return text(subject if subject is None or isinstance(subject, str) else getattr(subject, "id", None), 120)


def _refund(refund: stripe.Refund) -> GatewayRefund:
    status = REFUND_STATUS.get(text(refund.status, 40), RefundStatus.PENDING)
    return GatewayRefund(text(refund.id, 80), status, text(getattr(refund, "failure_reason", None), 300))
