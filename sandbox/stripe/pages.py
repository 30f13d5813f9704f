"""The hosted payment page at /c/pay/<session>: plain forms, without JavaScript or cookies."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.stripe import cards, payments, rendering, sessions
from sandbox.stripe.cards import Entry, Unreadable
from sandbox.stripe.errors import StripeError
from sandbox.stripe.outcomes import Outcome, Result
from sandbox.stripe.sandbox import current
from sandbox.stripe.store import JSON, Record

bp = Blueprint("pages", __name__)

FIELDS = ("number", "expiry", "cvc", "name", "email")


@bp.get("/")
def home() -> ResponseReturnValue:
    return page("message.html", title="The Stripe sandbox is running", message="It has nothing to show here.")


@bp.get("/c/pay/<identity>")
def show(identity: str) -> ResponseReturnValue:
    record = load(identity)
    if record.body["status"] != "open":
        return closed(record.body)
    filled = cards.sample(cards.PAYING, current().clock.now(), fixed_email(record.body))
    return form(record, filled, notice=payments.last_error(current(), record))


@bp.post("/c/pay/<identity>")
def pay(identity: str) -> ResponseReturnValue:
    record = load(identity)
    entry = typed(record.body)
    if record.body["status"] != "open":
        return closed(record.body)
    try:
        card = request.form.get("saved_card") or cards.read(entry, current().clock.now())
    except Unreadable as problem:
        return form(record, entry, errors=problem.errors, status=422)
    outcome = payments.pay(current(), identity, card, keeps="keep" in request.form)
    if outcome.result is Result.DECLINED:
        return form(record, entry, notice=outcome.message, status=402)
    return onward(outcome)


@bp.get("/c/pay/<identity>/authenticate")
def challenge(identity: str) -> ResponseReturnValue:
    record = load(identity)
    card = payments.awaiting(current(), record)
    if record.body["status"] != "open" or card is None:
        return redirect(url_for(".show", identity=identity), 303)
    amount = {"cents": record.body["amount_total"], "currency": record.body["currency"]}
    return page("authenticate.html", session=record.body, card=card, resubmits=False, **amount)


@bp.post("/c/pay/<identity>/authenticate")
def authenticate(identity: str) -> ResponseReturnValue:
    passed = request.form.get("answer") == "complete"
    return onward(payments.authenticate(current(), identity, passed=passed))


@bp.errorhandler(StripeError)
def no_such_session(error: StripeError) -> ResponseReturnValue:
    title, message = "There is no payment at this address", "The link may have been cut short. Go back and start again."
    return page("message.html", title=title, message=message, status=error.status)


def load(identity: str) -> Record:
    """Return the session. Raises StripeError (404) if it does not exist."""
    with current().store.transaction():
        return sessions.load(current(), identity)


def typed(session: JSON) -> Entry:
    """Return the submitted entry: a test card chosen by its button, or the form fields.

    If the session or its customer has an email address, that address always applies.
    """
    fixed = fixed_email(session)
    if number := request.form.get("test_card"):
        return cards.sample(number, current().clock.now(), fixed)
    values = {name: request.form.get(name, "") for name in FIELDS}
    return Entry(**{**values, "email": fixed or values["email"]})


def fixed_email(session: JSON) -> str:
    return str(session["customer_email"] or (session["customer_details"] or {}).get("email") or "")


def onward(outcome: Outcome) -> ResponseReturnValue:
    """Redirect the guest after a payment attempt."""
    identity = outcome.session["id"]
    if outcome.complete:
        return redirect(success_url(outcome.session), 303)
    if outcome.result is Result.AUTHENTICATE:
        return redirect(url_for(".challenge", identity=identity), 303)
    return redirect(url_for(".show", identity=identity), 303)


def success_url(session: JSON) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def closed(session: JSON) -> ResponseReturnValue:
    """Show a session that can no longer be paid. A second click on Pay redirects to the same page as the first."""
    if session["status"] == "complete" and request.method == "POST":
        return redirect(success_url(session), 303)
    if session["status"] == "complete":
        title = "Your card is saved" if session["mode"] == "setup" else "This is paid"
        message, link = "Nothing more is charged.", success_url(session)
        return page("message.html", title=title, message=message, link=link, label="Go on")
    title, message = "This payment has expired", "Its time is over, and nothing was charged. Go back to choose again."
    return page("message.html", title=title, message=message, link=session["cancel_url"], label="Go back", status=410)


def form(
    record: Record, entry: Entry, *, errors: dict[str, str] | None = None, notice: str | None = None, status: int = 200
) -> Response:
    return page(
        "pay.html",
        status=status,
        session=record.body,
        lines=record.private["lines"],
        entry=entry,
        errors=errors or {},
        notice=notice,
        offered=cards.OFFERED_TO_SAVE if record.body["mode"] == "setup" else cards.OFFERED,
        saved_cards=payments.offered(current(), record.body),
        fixed=bool(fixed_email(record.body)),
        reuses=saves(record),
    )


def saves(record: Record) -> bool:
    """Return whether the card may be charged later without its owner, about which Stripe's page has a sentence."""
    later = record.private["payment_intent_data"].get("setup_future_usage") == "off_session"
    return later or record.body["mode"] in {"setup", "subscription"}


def page(template: str, *, status: int = 200, session: JSON | None = None, **context: object) -> Response:
    """Render a page of a session, whose forms may lead only to this server or to its success URL."""
    onward = [] if session is None else [session["success_url"]]
    return rendering.page(template, status=status, onward=onward, session=session, **context)
