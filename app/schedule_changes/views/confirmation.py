"""Confirmation of changes that would leave bookings outside of a member's hours, before anything is saved."""

from collections.abc import Collection
from typing import Any

from flask import request

from app.schedule_changes.queries import KEEP, OutOfHours, confirmation_token, is_confirmed


def may_save(found: Collection[OutOfHours]) -> bool:
    """Return whether no booking is left outside, or the owner has seen and confirmed all of them."""
    return not found or is_confirmed(found, request.form.get(KEEP))


def question(
    found: Collection[OutOfHours], *, wrong: bool, asks: bool = False, operation: str = "save"
) -> dict[str, Any]:
    """Return what the page shows, with its status: 422 if something is wrong, 409 if it asks for confirmation.

    A 409 rolls the change back. `asks`: the form itself asks. `operation` is the button that was pressed.
    """
    status = 422 if wrong else 409 if found or asks else 200
    return {"status": status, "found": found, "agreement": confirmation_token(found), "operation": operation}
