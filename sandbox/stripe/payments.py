"""Payments and saved cards of sessions: what happens when a guest submits a card on the hosted page."""

from dataclasses import dataclass

from sandbox.stripe import charging, events, objects, sessions
from sandbox.stripe.billing import subscriptions
from sandbox.stripe.cards import NOT_AUTHENTICATED, Behavior, Card
from sandbox.stripe.errors import unusable
from sandbox.stripe.outcomes import Outcome, Result, settled
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.saved import customers, methods, setups
from sandbox.stripe.store import JSON, Record

NOTHING_CHARGED = "Nothing was charged."


@dataclass(frozen=True)
class _Attempt:
    """One card submitted for an open session. `keeps` tells whether the guest agreed to see it again."""

    session: Record
    method: Record
    keeps: bool

    @property
    def saves_only(self) -> bool:
        return bool(self.session.body["mode"] == "setup")


def pay(box: Sandbox, session_id: str, card: Card | str, *, keeps: bool = False) -> Outcome:
    """Charge or save a card, or a saved one by its id, at most once however often it is called. Raises StripeError."""
    with box.store.transaction():
        record = sessions.load(box, session_id)
        if record.body["status"] != "open":
            return settled(record.body)
        method = _saved(box, record, card) if isinstance(card, str) else methods.make(box, card)
        options = record.body["saved_payment_method_options"] or {}
        attempt = _Attempt(record, method, keeps and options.get("payment_method_save") == "enabled")
        if methods.kind_of(method).behavior is Behavior.AUTHENTICATES:
            return _challenge(box, attempt)
        return _carry_out(box, attempt, authenticated=False)


def authenticate(box: Sandbox, session_id: str, *, passed: bool) -> Outcome:
    """Complete the 3-D Secure step. Raises StripeError (404)."""
    with box.store.transaction():
        record = sessions.load(box, session_id)
        if record.body["status"] != "open":
            return settled(record.body)
        waiting = record.private.pop("awaiting", None)
        if waiting is None:
            return Outcome(Result.DECLINED, record.body)
        attempt = _Attempt(record, methods.load(box, waiting["method"]), waiting["keeps"])
        if passed:
            return _carry_out(box, attempt, authenticated=True)
        if attempt.saves_only:
            return _declined(
                box, record, setups.fail(box, _setup(box, record), attempt.method, setups.NOT_AUTHENTICATED)
            )
        intent = _intent(box, record)
        facts = charging.decline(box, intent, attempt.method, NOT_AUTHENTICATED, reached_bank=False)
        return _declined(box, record, facts)


def awaiting(box: Sandbox, record: Record) -> Card | None:
    """Return the card that is waiting for 3-D Secure, if any."""
    waiting = record.private.get("awaiting")
    return None if waiting is None else methods.card_of(methods.load(box, waiting["method"]))


def last_error(box: Sandbox, record: Record) -> str | None:
    """Return the reason why the session's last attempt failed, to show to the guest, or None."""
    session = record.body
    if session["setup_intent"] is not None:
        problem: JSON | None = setups.load(box, session["setup_intent"]).body["last_setup_error"]
    elif record.private.get("intent") is not None:
        problem = _intent(box, record).body["last_payment_error"]
    else:
        return None
    return None if problem is None else _notice(problem)


def _notice(facts: JSON) -> str:
    return f"{facts['message']} {NOTHING_CHARGED}"


def offered(box: Sandbox, session: JSON) -> list[JSON]:
    """Return the saved cards that the page offers to the session's customer."""
    if session["customer"] is None or session["mode"] == "setup":
        return []
    shown = session["saved_payment_method_options"]["allow_redisplay_filters"]
    found = [method.body for method in methods.of(box, session["customer"])]
    return [body for body in found if body["allow_redisplay"] in shown]


def _saved(box: Sandbox, record: Record, identity: str) -> Record:
    """Return a saved card that the page offers. Raises StripeError."""
    if identity not in {body["id"] for body in offered(box, record.body)}:
        raise unusable("PaymentMethod", identity, param="payment_method")
    return methods.load(box, identity)


def _intent(box: Sandbox, record: Record) -> Record:
    """Return the session's PaymentIntent, creating it on the first attempt."""
    session = record.body
    if session["payment_intent"] is None and "intent" not in record.private:
        body = objects.payment_intent(
            amount=session["amount_total"],
            currency=session["currency"],
            data={**record.private["payment_intent_data"], "customer": session["customer"]},
            at=box.clock.now(),
        )
        box.store.add(Record(body, {"session": session["id"]}))
        record.private["intent"] = body["id"]
        if session["mode"] == "payment":  # that of a subscription belongs to its first invoice
            session["payment_intent"] = body["id"]
    identity = record.private.get("intent") or session["payment_intent"]
    return box.record("payment_intent", identity, param="intent")


def _setup(box: Sandbox, record: Record) -> Record:
    return setups.load(box, record.body["setup_intent"])


def _challenge(box: Sandbox, attempt: _Attempt) -> Outcome:
    record, method = attempt.session, attempt.method
    page = f"{box.options.public_url}/c/pay/{record.body['id']}/authenticate"
    intent = _setup(box, record) if attempt.saves_only else _intent(box, record)
    redirect = {"redirect_to_url": {"return_url": None, "url": page}, "type": "redirect_to_url"}
    problem = "last_setup_error" if attempt.saves_only else "last_payment_error"
    intent.body |= {"status": "requires_action", "next_action": redirect, problem: None}
    intent.body["payment_method"] = method.body["id"]
    box.store.save(intent)
    record.private["awaiting"] = {"method": method.body["id"], "keeps": attempt.keeps}
    box.store.save(record)
    return Outcome(Result.AUTHENTICATE, record.body)


def _carry_out(box: Sandbox, attempt: _Attempt, *, authenticated: bool) -> Outcome:
    if attempt.saves_only:
        return _save(box, attempt, authenticated=authenticated)
    record, method = attempt.session, attempt.method
    intent = _intent(box, record)
    declined = methods.kind_of(method).why_declined
    if declined is not None:
        return _declined(box, record, charging.decline(box, intent, method, declined))
    intent.body["customer"] = _customer(box, attempt)
    charging.charge(box, intent, method, authenticated=authenticated, redisplay=_redisplay(attempt, intent.body))
    if record.body["mode"] == "subscription":
        customer = box.record(customers.KIND, intent.body["customer"], param="customer").body
        subscriptions.start(box, record, customer, method.body["id"], intent.body["id"])
    return _complete(box, attempt, Result.PAID)


def _redisplay(attempt: _Attempt, intent: JSON) -> str | None:
    """Return whether pages may offer the card again: always if its owner agreed; None if it isn't kept."""
    if attempt.keeps:
        return "always"
    return None if intent["setup_future_usage"] is None else "limited"


def _save(box: Sandbox, attempt: _Attempt, *, authenticated: bool) -> Outcome:
    record, method = attempt.session, attempt.method
    setup, refused = _setup(box, record), methods.refusal(method)
    if refused is not None:
        return _declined(box, record, setups.fail(box, setup, method, refused))
    setup.body["customer"] = _customer(box, attempt)
    setups.succeed(box, setup, method, authenticated=authenticated)
    return _complete(box, attempt, Result.SAVED)


def _customer(box: Sandbox, attempt: _Attempt) -> str | None:
    """Return the session's customer, creating one if the session says so."""
    session = attempt.session.body
    if session["customer"] is None and session["customer_creation"] == "always":
        card = methods.card_of(attempt.method)
        email = session["customer_email"] or card.email
        session["customer"] = customers.create_for(box, email=email, name=card.name)["id"]
    customer: str | None = session["customer"]
    return customer


def _declined(box: Sandbox, record: Record, facts: JSON) -> Outcome:
    record.private.pop("awaiting", None)
    box.store.save(record)
    return Outcome(Result.DECLINED, record.body, _notice(facts))


def _complete(box: Sandbox, attempt: _Attempt, result: Result) -> Outcome:
    record, card = attempt.session, methods.card_of(attempt.method)
    session = record.body
    known = session["customer_details"] or {}
    email = session["customer_email"] or known.get("email") or card.email
    session.update(
        status="complete",
        payment_status="paid" if result is Result.PAID else "no_payment_required",
        url=None,
        customer_details=objects.customer_details(email, card.name),
    )
    record.private.pop("awaiting", None)
    box.store.save(record)
    events.emit(box, "checkout.session.completed", session)
    return Outcome(result, session)
