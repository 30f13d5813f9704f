"""The state and options of one running stand-in, passed to every function that needs them."""

from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app

from sandbox.stripe import API_VERSION
from sandbox.stripe.clock import Clock
from sandbox.stripe.errors import missing
from sandbox.stripe.faults import Faults
from sandbox.stripe.store import Record, Store

EXTENSION = "stripe_sandbox"


@dataclass(frozen=True)
class Options:
    """Startup options. All durations are in seconds."""

    key: str
    webhook_secret: str
    webhook_url: str | None
    connect_webhook_secret: str
    connect_webhook_url: str | None
    data: Path
    public_url: str
    merchant: str = "CozyWish"
    api_version: str = API_VERSION
    retry_base: float = 1.0
    settle_after: int = 5


@dataclass(frozen=True)
class Sandbox:
    options: Options
    store: Store
    clock: Clock
    faults: Faults = field(default_factory=Faults)

    def record(self, kind: str, identity: str, *, param: str) -> Record:
        """Return an object by its id. Raises StripeError (404) naming the parameter that held the id."""
        found = self.store.get(kind, identity)
        if found is None:
            raise missing(kind, identity, param=param)
        return found

    def owned(self, kind: str, identity: str, account: str | None, *, param: str) -> Record:
        """Return an object of a connected account, or of the platform (None). Raises StripeError (404)."""
        found = self.record(kind, identity, param=param)
        if found.private.get("account") != account:
            raise missing(kind, identity, param=param)
        return found


def open_sandbox(options: Options) -> Sandbox:
    store = Store(options.data / "stripe.sqlite3")
    return Sandbox(options, store, Clock(store))


def current() -> Sandbox:
    """Return the sandbox of the current request."""
    box = current_app.extensions[EXTENSION]
    if not isinstance(box, Sandbox):
        raise TypeError(f"extensions[{EXTENSION!r}] is not a Sandbox")
    return box
