"""Connected accounts and money for them, for the stand-in's tests."""

from typing import Any

import stripe

from tests.sandbox.orders import order
from tests.sandbox.servers import StripeSandbox

DAY = 24 * 60 * 60
PAID, FEE = 17_500, 538  # the cents of a charge of `charged`, and what Stripe keeps of it


def new_account(client: stripe.StripeClient, **changes: Any) -> stripe.Account:
    """Create an account that still has to be onboarded."""
    params: dict[str, Any] = {
        "type": "express",
        "country": "US",
        "email": "hazel@example.com",
        "business_type": "individual",
        "business_profile": {"name": "Hazel Bodywork", "mcc": "7298", "url": "https://cozywish.com/hazel"},
        "capabilities": {"transfers": {"requested": True}, "card_payments": {"requested": True}},
        "metadata": {"venue": "17"},
    }
    return client.v1.accounts.create({**params, **changes})


def ready_account(sandbox: StripeSandbox, **details: str) -> str:
    """Create an account and finish its onboarding. Returns its id."""
    account = new_account(sandbox.client()).id
    sandbox.complete(account, **details)
    return account


def charged(sandbox: StripeSandbox) -> str:
    """Pay $175.00 to the platform. Returns the id of the charge."""
    client = sandbox.client()
    paid = sandbox.pay(client.v1.checkout.sessions.create(order(expires_at=None)).id)["session"]
    return str(client.v1.payment_intents.retrieve(paid["payment_intent"]).latest_charge)


def transferred(sandbox: StripeSandbox, account: str, cents: int = 15_000, **changes: Any) -> stripe.Transfer:
    """Transfer money of a new charge to the account."""
    params: Any = {"amount": cents, "currency": "usd", "destination": account, **changes}
    return sandbox.client().v1.transfers.create({"source_transaction": charged(sandbox), **params})


def acting_for(account: str) -> Any:
    """Return the options of a request for a connected account."""
    return {"stripe_account": account}


def balance(sandbox: StripeSandbox, account: str | None = None) -> tuple[int, int]:
    """Return the available and the pending cents of a connected account, or of the platform (None)."""
    found = sandbox.client().v1.balance.retrieve({}, acting_for(account) if account else {})
    return found.available[0].amount, found.pending[0].amount
