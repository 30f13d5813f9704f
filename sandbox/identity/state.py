"""What the running stand-in keeps in memory: keys, codes, faults and requests of each provider, and its clock."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app, request

from sandbox.identity.faults import Fault
from sandbox.identity.people import KnownPeople, Person
from sandbox.identity.tokens import Keys

EXTENSION = "identity_sandbox"
PROVIDERS = {"google": "Google", "apple": "Apple"}


@dataclass(frozen=True)
class Code:
    """An authorization code: what was asked for, and who agreed."""

    code: str
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str
    challenge: str
    challenge_method: str
    person: Person

    # The names are Authlib's.
    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope


@dataclass
class Provider:
    keys: Keys = field(default_factory=Keys)
    fault: Fault = field(default_factory=Fault)
    codes: dict[str, Code] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)


class State:
    def __init__(self, data: Path | None) -> None:
        self.known = KnownPeople(data / "known.json" if data is not None else None)
        self.providers = {name: Provider() for name in PROVIDERS}
        self.ahead = int(os.environ.get("CLOCK_OFFSET") or 0)

    def now(self) -> int:
        """Return seconds since 1970, UTC."""
        return int(time.time()) + self.ahead

    def set_clock(self, instant: int) -> None:
        """Set the clock to `instant` (seconds since 1970); it keeps running from there."""
        self.ahead = instant - int(time.time())

    def reset(self) -> None:
        """Forget everything but the keys, which take time to make."""
        self.known.forget()
        for provider in self.providers.values():
            provider.fault = Fault()
            provider.codes.clear()
            provider.requests.clear()


def current() -> State:
    found = current_app.extensions[EXTENSION]
    if not isinstance(found, State):
        raise TypeError(f"extensions[{EXTENSION!r}] is not a State")
    return found


def issuer_of(provider: str) -> str:
    """Return the address of a provider, as this request reaches it."""
    return f"{request.host_url}{provider}"
