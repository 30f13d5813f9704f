"""Payment methods: a card as Stripe keeps it. Attached to a customer, it can be charged again."""

from dataclasses import replace

from sandbox.stripe import cards, events, pagination
from sandbox.stripe.cards import CARDS, Behavior, Card, CardKind, OffSession
from sandbox.stripe.errors import CardError, StripeError, unusable
from sandbox.stripe.params import metadata_after
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.saved import objects
from sandbox.stripe.saved.params import ListAllMethods, ListMethods, UpdateMethod
from sandbox.stripe.store import JSON, Record

KIND = "payment_method"
USED_UP = (
    "This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and "
    "may not be used again."
)
# Stripe's test PaymentMethods: each is a new one, with the card of this number.
SAMPLES = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedLostCard": "4000000000009987",
    "pm_card_visa_chargeDeclinedStolenCard": "4000000000009979",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_authenticationRequiredSetupForOffSession": "4000003800000446",
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": "4000008260003178",
}


def make(box: Sandbox, card: Card) -> Record:
    """Keep a card that nobody has been charged with yet."""
    record = Record(objects.payment_method(card, at=box.clock.now()), {"card": vars(card)})
    box.store.add(record)
    return record


def load(box: Sandbox, identity: str) -> Record:
    """Return the payment method that a URL names. Raises StripeError (404)."""
    return box.record(KIND, identity, param="payment_method")


def card_of(record: Record) -> Card:
    return Card(**record.private["card"])


def kind_of(record: Record) -> CardKind:
    """Return how the card behaves, as which a test may have changed it."""
    return CARDS[record.private.get("acts_as") or card_of(record).number]


def named(box: Sandbox, identity: str) -> Record:
    """Return the payment method that a parameter names, a new one if it is a test PaymentMethod. Raises StripeError."""
    if identity in SAMPLES:
        now = box.clock.now()
        return make(box, cards.read(cards.sample(SAMPLES[identity], now), now))
    record = box.store.get(KIND, identity)
    if record is None:
        raise unusable("PaymentMethod", identity, param="payment_method")
    return record


def of(box: Sandbox, customer: str) -> list[Record]:
    """Return the payment methods of a customer, newest first."""
    return box.store.find("json_extract(body, '$.customer') = ?", customer, kind=KIND)


def attach(box: Sandbox, identity: str, customer: str) -> JSON:
    """Let the customer use the card again. Raises StripeError: Stripe refuses a card whose check fails (402)."""
    record = named(box, identity)
    if record.body["customer"] == customer:
        return record.body
    if record.body["customer"] is not None:
        raise StripeError("The payment method you provided has already been attached to a customer.")
    if record.private.get("used_up"):
        raise StripeError(USED_UP)
    declined = refusal(record)
    if declined is not None:
        raise CardError(facts_of(declined, record))
    keep(box, record, customer)
    return record.body


def keep(box: Sandbox, record: Record, customer: str, *, redisplay: str | None = None) -> None:
    """Attach the payment method to the customer, unless it is already."""
    if redisplay is not None and (redisplay == "always" or record.body["customer"] is None):
        record.body["allow_redisplay"] = redisplay
    if record.body["customer"] == customer:
        box.store.save(record)
        return
    record.body["customer"] = customer
    box.store.save(record)
    events.emit(box, "payment_method.attached", record.body)


def detach(box: Sandbox, record: Record) -> JSON:
    """Take the card from its customer, for good. Raises StripeError."""
    customer = record.body["customer"]
    if customer is None:
        raise StripeError("The payment method you provided is not attached to a customer so detachment is impossible.")
    owner = box.record("customer", customer, param="customer")
    if owner.body["invoice_settings"]["default_payment_method"] == record.body["id"]:
        owner.body["invoice_settings"]["default_payment_method"] = None
        box.store.save(owner)
    record.body["customer"] = None
    use_up(box, record)
    events.emit(box, "payment_method.detached", record.body)
    return record.body


def use_up(box: Sandbox, record: Record) -> None:
    """Forbid further use of a payment method that no customer has."""
    record.private["used_up"] = True
    box.store.save(record)


def update(box: Sandbox, identity: str, params: UpdateMethod) -> JSON:
    record = load(box, identity)
    if record.body["customer"] is None:
        raise StripeError("You must save this PaymentMethod to a customer before you can update it.")
    record.body["metadata"] = metadata_after(record.body["metadata"], params.metadata)
    if params.allow_redisplay is not None:
        record.body["allow_redisplay"] = params.allow_redisplay
    _change_card(record, replace(card_of(record), **params.card.model_dump(exclude_none=True)))
    box.store.save(record)
    events.emit(box, "payment_method.updated", record.body)
    return record.body


def renew(box: Sandbox, identity: str, card: Card) -> JSON:
    """Replace the card as its network does when the bank has sent its owner another one. Raises StripeError (404)."""
    record = load(box, identity)
    _change_card(record, card)
    box.store.save(record)
    events.emit(box, "payment_method.automatically_updated", record.body)
    return record.body


def act_as(box: Sandbox, identity: str, number: str) -> JSON:
    """From now on, treat the card as its bank treats the test card `number`, such as a lost one. It looks as before."""
    record = load(box, identity)
    record.private["acts_as"] = number
    box.store.save(record)
    return record.body


def _change_card(record: Record, card: Card) -> None:
    record.private["card"] = vars(card)
    record.body["card"] |= {"exp_month": card.exp_month, "exp_year": card.exp_year, "last4": card.last4}


def refusal(record: Record) -> cards.Decline | None:
    """Return why a bank refuses to have the card saved, or None."""
    kind = kind_of(record)
    return kind.why_declined if kind.behavior is Behavior.DECLINES else None


def needs_owner(record: Record) -> bool:
    """Return whether a charge without the card's owner fails because it requires 3-D Secure."""
    kind = kind_of(record)
    if kind.behavior is not Behavior.AUTHENTICATES or kind.off_session is OffSession.ALWAYS:
        return False
    return kind.off_session is OffSession.NEVER or not record.private.get("set_up")


def facts_of(declined: cards.Decline, record: Record) -> JSON:
    """Return Stripe's error for a card that was declined."""
    facts = {
        "code": declined.code,
        "decline_code": declined.decline_code,
        "doc_url": f"https://docs.stripe.com/error-codes/{declined.code.replace('_', '-')}",
        "message": declined.message,
        "payment_method": record.body,
        "type": "card_error",
    }
    return {name: value for name, value in facts.items() if value is not None}


def listing(box: Sandbox, customer: str | None, params: ListMethods, *, url: str) -> JSON:
    """Return the payment methods of a customer. Without one, Stripe lists those of Treasury: there are none."""
    found = [] if customer is None else [record.body for record in of(box, customer)]
    if params.allow_redisplay is not None:
        found = [body for body in found if body["allow_redisplay"] == params.allow_redisplay]
    return pagination.cut(found, params, url=url)


def list_all(box: Sandbox, params: ListAllMethods) -> JSON:
    return listing(box, params.customer, params, url="/v1/payment_methods")
