"""Stripe's test values for the onboarding form, what each one does, and validation of the form."""

import re
from dataclasses import dataclass, replace

ROUTING = "110000000"
WORKS = "000123456789"
FAILING = "000111111116"
CLOSED = "000111111113"
# account number -> why payouts to it fail
FAILURES = {
    FAILING: (
        "no_account",
        "The bank account details on file are probably incorrect. No bank account was found there.",
    ),
    CLOSED: ("account_closed", "The bank account has been closed."),
}
BANKS = (WORKS, *FAILURES)
VERIFIES = "0000"
UNVERIFIED = "1111"


@dataclass(frozen=True)
class Entry:
    """The raw input of the onboarding form, stored unchanged so that the form can show it again."""

    business_name: str = ""
    business_type: str = "individual"
    name: str = ""
    tax_id: str = ""
    routing: str = ""
    account_number: str = ""


@dataclass(frozen=True)
class Details:
    """What a valid form says."""

    business_name: str
    business_type: str
    name: str
    verified: bool  # whether the ID number was found
    routing: str
    account_number: str


class Unreadable(Exception):
    """Raised when an entry cannot be used. `errors` maps each invalid field to a sentence."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def sample(*, business_name: str = "", business_type: str | None = None, bank: str = WORKS) -> Entry:
    """Return a complete entry with test values, for testers who do not want to type one."""
    return Entry(business_name or "Test Business", business_type or "individual", "Test Owner", VERIFIES, ROUTING, bank)


def read(entry: Entry) -> Details:
    """Return what the entry says. Raises Unreadable."""
    entry = _tidy(entry)
    _raise_any(
        {
            "business_name": None if entry.business_name else "Enter the legal name of the business.",
            "business_type": _type_error(entry.business_type),
            "name": None if entry.name else "Enter the owner’s name.",
            "tax_id": _tax_id_error(entry.tax_id),
            **_bank_errors(entry),
        }
    )
    verified = set(entry.tax_id) == {"0"}
    return Details(entry.business_name, entry.business_type, entry.name, verified, entry.routing, entry.account_number)


def read_bank(entry: Entry) -> tuple[str, str]:
    """Return the routing and account number of an entry. Raises Unreadable."""
    entry = _tidy(entry)
    _raise_any(_bank_errors(entry))
    return entry.routing, entry.account_number


def _tidy(entry: Entry) -> Entry:
    digits = {name: re.sub(r"[\s-]", "", getattr(entry, name)) for name in ("tax_id", "routing", "account_number")}
    return replace(entry, business_name=_spaced(entry.business_name), name=_spaced(entry.name), **digits)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _raise_any(errors: dict[str, str | None]) -> None:
    found = {field: error for field, error in errors.items() if error}
    if found:
        raise Unreadable(found)


def _type_error(chosen: str) -> str | None:
    return None if chosen in {"individual", "company"} else "Choose who owns the business."


def _tax_id_error(digits: str) -> str | None:
    if not re.fullmatch(r"\d{4}|\d{9}", digits):
        return "Enter the last 4 digits of the Social Security number, or the 9 digits of the EIN."
    if len(set(digits)) == 1 and digits[0] in "01":
        return None
    return "The sandbox takes zeros (verified) or ones (not verified). Never enter a real number here."


def _bank_errors(entry: Entry) -> dict[str, str | None]:
    known = f"The sandbox takes the account numbers {', '.join(BANKS)}. Never enter a real one here."
    return {
        "routing": None if entry.routing == ROUTING else f"The sandbox takes the routing number {ROUTING} only.",
        "account_number": None if entry.account_number in BANKS else known,
    }
