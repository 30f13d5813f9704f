"""What a change of hours, or time off, would leave outside: it is listed and asked about before anything is saved."""

from collections.abc import Collection
from typing import Any

from flask import request

from app.bookings.out_of_hours import KEEP, OutOfHours, confirmation_token, is_confirmed


def may_save(found: Collection[OutOfHours]) -> bool:
    """Nothing is left outside, or somebody has seen all of it and keeps it."""
    return not found or is_confirmed(found, request.form.get(KEEP))


def question(found: Collection[OutOfHours], *, wrong: bool, asks: bool = False, act: str = "save") -> dict[str, Any]:
    """Return what the page shows, with its status: 422 where something is wrong, 409 where it asks, which rolls the
    change back. `asks`: the form itself asks. `act` is the button that was pressed."""
    status = 422 if wrong else 409 if found or asks else 200
    return {"status": status, "found": found, "agreement": confirmation_token(found), "act": act}
