"""What the addresses of the pages say: the team member, the chosen time, and what to keep in links."""

from collections.abc import Callable
from typing import TypeVar

from flask import request, url_for

from app.bookings.models.bookings import Booking
from app.cart.forms import ANY
from app.core.errors import DomainError

T = TypeVar("T")


def member_id(booking: Booking, given: str | None) -> int | None:
    """Return the team member whom the guest had chosen; None if anyone is fine now."""
    return None if given == ANY else booking.member_id


def linker(booking: Booking) -> Callable[..., str]:
    """Return a function that links to this page with the current selection and the given changes."""
    kept = {name: request.values.get(name) for name in ("with", "from", "day", "later")}

    def link(**changed: object) -> str:
        values = kept | {name.rstrip("_"): value for name, value in changed.items()}
        if values.get("later") and values.get("start"):
            chosen = {"start": values["start"], "with": values["with"]}
            return url_for("rescheduling.reschedule_later", booking_id=booking.public_id, **chosen)  # type: ignore[arg-type]
        return url_for("rescheduling.reschedule", booking_id=booking.public_id, **values)  # type: ignore[arg-type]

    return link


def sensible(read: Callable[[str], T], given: str | None) -> T | None:
    try:
        return read(given) if given else None
    except (ValueError, DomainError):
        return None
