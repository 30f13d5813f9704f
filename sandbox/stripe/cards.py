"""Stripe's test cards, how each one behaves, and validation of the card form."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Behavior(StrEnum):
    PAYS = "pays"
    DECLINES = "declines"
    AUTHENTICATES = "authenticates"  # requires 3-D Secure first
    REFUND_FAILS = "refund_fails"  # pays; a refund first succeeds, then fails
    REFUND_WAITS = "refund_waits"  # pays; a refund is first pending, then succeeds


@dataclass(frozen=True)
class CardKind:
    brand: str
    behavior: Behavior = Behavior.PAYS
    decline_code: str | None = None

    @property
    def cvc_length(self) -> int:
        return 4 if self.brand == "amex" else 3


CARDS = {
    "4242424242424242": CardKind("visa"),
    "5555555555554444": CardKind("mastercard"),
    "378282246310005": CardKind("amex"),
    "4000000000000002": CardKind("visa", Behavior.DECLINES, "generic_decline"),
    "4000000000009995": CardKind("visa", Behavior.DECLINES, "insufficient_funds"),
    "4000002760003184": CardKind("visa", Behavior.AUTHENTICATES),
    "4000002500003155": CardKind("visa", Behavior.AUTHENTICATES),
    "4000000000005126": CardKind("visa", Behavior.REFUND_FAILS),
    "4000000000007726": CardKind("visa", Behavior.REFUND_WAITS),
}
DECLINES = {
    "generic_decline": "Your bank declined the card. Nothing was charged. Try another card, or call your bank.",
    "insufficient_funds": "The card has insufficient funds. Nothing was charged. Try another card.",
}
PAYING = "4242424242424242"
OFFERED = (
    (PAYING, "One that pays"),
    ("4000000000000002", "One that is declined"),
    ("4000002760003184", "One that asks for 3-D Secure"),
)


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
