"""Amounts that the forms of a booking send back."""

from werkzeug.datastructures import MultiDict

from app.web.fields import MOST_SENT, whole_number


def quoted_cents(form: MultiDict[str, str]) -> int | None:
    """Return the refund that the page promised, in cents. None if it is missing or invalid."""
    return whole_number(form.get("back", "").strip(), most=MOST_SENT)


def signed_cents(given: str | None) -> int | None:
    """Parse a number from our own forms, which may be negative. None if it is missing or invalid."""
    number = (given or "").strip()
    cents = whole_number(number.removeprefix("-"), most=MOST_SENT)
    return -cents if cents and number.startswith("-") else cents
