"""Stripe's test cards, how each one behaves, and validation of the card form."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Behavior(StrEnum):
    PAYS = "pays"
    DECLINES = "declines"  # and can't be saved
    AUTHENTICATES = "authenticates"  # requires 3-D Secure first
    REFUND_FAILS = "refund_fails"  # pays; a refund first succeeds, then fails
    REFUND_WAITS = "refund_waits"  # pays; a refund is first pending, then succeeds


class OffSession(StrEnum):
    """Whether a card that requires 3-D Secure can be charged without its owner."""

    NEVER = "never"
    IF_SET_UP = "if_set_up"  # if its owner confirmed 3-D Secure for future payments
    ALWAYS = "always"


@dataclass(frozen=True)
class Decline:
    """Why a charge fails, in Stripe's words: the error's code and message, and the bank's reason."""

    code: str
    decline_code: str | None
    message: str


@dataclass(frozen=True)
class CardKind:
    brand: str
    behavior: Behavior = Behavior.PAYS
    decline: str | None = None  # why its charges fail; of a card that requires 3-D Secure, even after that
    off_session: OffSession = OffSession.ALWAYS
    disputes: int = 0  # how many are opened right after the payment
    dispute_reason: str = "fraudulent"
    inquiry: bool = False  # its disputes begin as inquiries

    @property
    def cvc_length(self) -> int:
        return 4 if self.brand == "amex" else 3

    @property
    def why_declined(self) -> Decline | None:
        return None if self.decline is None else DECLINES[self.decline]


_SECURE = Behavior.AUTHENTICATES
# Source: docs.stripe.com/testing
CARDS = {
    "4242424242424242": CardKind("visa"),
    "5555555555554444": CardKind("mastercard"),
    "378282246310005": CardKind("amex"),
    "4000000000000002": CardKind("visa", Behavior.DECLINES, "generic_decline"),
    "4000000000009995": CardKind("visa", Behavior.DECLINES, "insufficient_funds"),
    "4000000000009987": CardKind("visa", Behavior.DECLINES, "lost_card"),
    "4000000000009979": CardKind("visa", Behavior.DECLINES, "stolen_card"),
    "4000000000000069": CardKind("visa", Behavior.DECLINES, "expired_card"),
    "4000000000000127": CardKind("visa", Behavior.DECLINES, "incorrect_cvc"),
    "4000000000000119": CardKind("visa", Behavior.DECLINES, "processing_error"),
    "4000000000006975": CardKind("visa", Behavior.DECLINES, "card_velocity_exceeded"),
    "4000000000000341": CardKind("visa", Behavior.PAYS, "generic_decline"),
    "4000002500003155": CardKind("visa", _SECURE, off_session=OffSession.IF_SET_UP),
    "4000002760003184": CardKind("visa", _SECURE, off_session=OffSession.NEVER),
    "4000003800000446": CardKind("visa", _SECURE),
    "4000008260003178": CardKind("visa", _SECURE, "insufficient_funds", OffSession.IF_SET_UP),
    "4000000000005126": CardKind("visa", Behavior.REFUND_FAILS),
    "4000000000007726": CardKind("visa", Behavior.REFUND_WAITS),
    "4000000000000259": CardKind("visa", disputes=1),
    "4000000000002685": CardKind("visa", disputes=1, dispute_reason="product_not_received"),
    "4000000000001976": CardKind("visa", disputes=1, inquiry=True),
    "4000000404000079": CardKind("visa", disputes=2),
}
_DECLINED = "Your card was declined."
DECLINES = {
    "generic_decline": Decline("card_declined", "generic_decline", _DECLINED),
    "insufficient_funds": Decline("card_declined", "insufficient_funds", "Your card has insufficient funds."),
    "lost_card": Decline("card_declined", "lost_card", _DECLINED),
    "stolen_card": Decline("card_declined", "stolen_card", _DECLINED),
    "card_velocity_exceeded": Decline("card_declined", "card_velocity_exceeded", _DECLINED),
    "expired_card": Decline("expired_card", None, "Your card has expired."),
    "incorrect_cvc": Decline("incorrect_cvc", None, "Your card's security code is incorrect."),
    "processing_error": Decline("processing_error", None, "An error occurred while processing your card."),
}
NEEDS_OWNER = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)
NOT_AUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Choose a different one and try again.",
)
PAYING = "4242424242424242"
OFFERED = (
    (PAYING, "One that pays"),
    ("4000000000000002", "One that is declined"),
    ("4000002760003184", "One that asks for 3-D Secure"),
)
# On pages that save the card without charging it.
OFFERED_TO_SAVE = (*OFFERED, ("4000000000000341", "One that is declined later"))


@dataclass(frozen=True)
class Card:
    """A card that may be charged: a known test card with an expiration date and a name."""

    number: str
    exp_month: int
    exp_year: int
    name: str
    email: str | None

    @property
    def kind(self) -> CardKind:
        return CARDS[self.number]

    @property
    def last4(self) -> str:
        return self.number[-4:]


@dataclass(frozen=True)
class Entry:
    """The raw input of the card form, stored unchanged so that the form can show it again."""

    number: str = ""
    expiry: str = ""
    cvc: str = ""
    name: str = ""
    email: str = ""


class Unreadable(Exception):
    """Raised when an entry cannot be charged. `errors` maps each invalid field to a sentence."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def sample(number: str, at: int, email: str = "") -> Entry:
    """Return a complete entry for a test card, for testers who do not want to type one."""
    year = datetime.fromtimestamp(at, UTC).year + 3
    cvc = "1234" if number in CARDS and CARDS[number].cvc_length == 4 else "123"
    return Entry(_spaced(number), f"12 / {year % 100:02}", cvc, "Test Customer", email or "guest@example.com")


def read(entry: Entry, at: int) -> Card:
    """Return the card described by an entry, validated at `at` (seconds since 1970). Raises Unreadable."""
    number = re.sub(r"[\s-]", "", entry.number)
    expiry = _expiry(entry.expiry)
    errors = {
        "number": _number_error(number),
        "expiry": _expiry_error(expiry, at),
        "cvc": _cvc_error(entry.cvc.strip(), number),
        "name": None if entry.name.strip() else "Enter the name on the card.",
        "email": None if re.fullmatch(r"[^@\s]+@[^@\s]+", entry.email.strip()) else "Enter an email address.",
    }
    found = {field: error for field, error in errors.items() if error}
    if found or expiry is None:
        raise Unreadable(found)
    month, year = expiry
    return Card(number, month, year, " ".join(entry.name.split()), entry.email.strip())


def _number_error(number: str) -> str | None:
    if number in CARDS:
        return None
    if not re.fullmatch(r"\d{12,19}", number) or not _passes_luhn(number):
        return "Check the card number: it is not complete or has a wrong digit."
    return "The sandbox takes Stripe’s test cards only. Never enter a real card here."


def _expiry(typed: str) -> tuple[int, int] | None:
    """Return the month and four-digit year, or None if the input cannot be parsed."""
    match = re.fullmatch(r"\s*(\d{1,2})\s*[/ -]?\s*(\d{2}|\d{4})\s*", typed)
    if match is None or not 1 <= int(match[1]) <= 12:
        return None
    return int(match[1]), int(match[2]) % 100 + 2000


def _expiry_error(expiry: tuple[int, int] | None, at: int) -> str | None:
    if expiry is None:
        return "Enter month and year, such as 12 / 34."
    today = datetime.fromtimestamp(at, UTC)
    if (expiry[1], expiry[0]) < (today.year, today.month):
        return "This card has expired."
    return None


def _cvc_error(cvc: str, number: str) -> str | None:
    digits = CARDS[number].cvc_length if number in CARDS else 3
    if re.fullmatch(rf"\d{{{digits}}}", cvc):
        return None
    return f"Enter the {digits} digits of the security code."


def _passes_luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(digit * 2, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _spaced(number: str) -> str:
    return " ".join(re.findall(r"\d{1,4}", number))
