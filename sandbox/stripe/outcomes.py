"""What became of a card that a guest entered on a hosted page."""

from dataclasses import dataclass
from enum import StrEnum

from sandbox.stripe.store import JSON


class Result(StrEnum):
    PAID = "paid"
    SAVED = "saved"  # without charging it
    DECLINED = "declined"
    AUTHENTICATE = "authenticate"  # the guest must complete 3-D Secure
    EXPIRED = "expired"


@dataclass(frozen=True)
class Outcome:
    result: Result
    session: JSON
    message: str = ""  # shown to the guest if the card was declined

    @property
    def complete(self) -> bool:
        return self.result in {Result.PAID, Result.SAVED}


def settled(session: JSON) -> Outcome:
    """Return the outcome of another attempt at a session that is no longer open."""
    if session["status"] != "complete":
        return Outcome(Result.EXPIRED, session)
    return Outcome(Result.SAVED if session["mode"] == "setup" else Result.PAID, session)
