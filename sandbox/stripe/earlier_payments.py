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
    name = NAME.fullmatch(identity)
    if name is None or box.store.get("payment_intent", identity) is not None:
        return
    intent = objects.payment_intent(amount=int(name[1]), currency="usd", data={}, at=box.clock.now())
    intent["id"] = identity
    charge = objects.charge(intent, CARD, authenticated=False, at=box.clock.now())
    ledger.add_charge(box, charge, available_on=box.clock.now())
    intent.update(status="succeeded", amount_received=charge["amount"], latest_charge=charge["id"])
    box.store.add(Record(charge, {"behavior": Behavior.PAYS}))
    box.store.add(Record(intent))
