"""Payments that predate this sandbox: the demo data's bookings are paid, and their guests may cancel them.

Their ids include the amount in cents, as in pi_demo_11000_17. The real Stripe has no equivalent.
"""

import re

from sandbox.stripe import ledger, objects
from sandbox.stripe.cards import PAYING, Behavior, Card
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import Record

NAME = re.compile(r"pi_demo_([1-9]\d{0,7})_\w+")
CARD = Card(PAYING, 12, 2034, "A guest of the demo", None)


def remember(box: Sandbox, identity: str) -> None:
    """Create the payment for a demo id when it is first requested. Other ids remain unknown."""
    if is_unknown(box, identity):
        add(box, identity, available_on=box.clock.now())


def is_unknown(box: Sandbox, identity: str) -> bool:
    """Return whether an id is one of the demo's that nobody requested yet."""
    return NAME.fullmatch(identity) is not None and box.store.get("payment_intent", identity) is None


def add(box: Sandbox, identity: str, *, available_on: int | None = None) -> None:
    """Create the payment for a demo id, paid at the clock's time. Its charge has the same number, as in ch_demo_..."""
    amount = identity.split("_")[2]
    intent = objects.payment_intent(amount=int(amount), currency="usd", data={}, at=box.clock.now())
    intent["id"] = identity
    charge = objects.charge(intent, CARD, authenticated=False, at=box.clock.now())
    charge["id"] = identity.replace("pi_", "ch_", 1)
    ledger.add_charge(box, charge, available_on=available_on)
    intent.update(status="succeeded", amount_received=charge["amount"], latest_charge=charge["id"])
    box.store.add(Record(charge, {"behavior": Behavior.PAYS}))
    box.store.add(Record(intent))
