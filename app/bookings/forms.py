"""What the form that cancels says."""

from werkzeug.datastructures import MultiDict


def agreed_cents(form: MultiDict[str, str]) -> int | None:
    """What the page promised to give back, in cents. None where it did not come through."""
    number = form.get("back", "").strip()
    return int(number) if number.isascii() and number.isdigit() and len(number) <= 9 else None
