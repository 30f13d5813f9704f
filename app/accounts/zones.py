"""The time zone in which a person reads times about their account."""

from collections.abc import Callable
from typing import cast

from flask import current_app

from app.accounts.models import User
from app.core.settings import settings

# Given a user's id, returns the zone that is known about the person, or None.
KnownZone = Callable[[int], str | None]


def zone_of(user: User) -> str:
    """Return the zone of a person's home city, or of the venue where they work, or else the office's. One statement.

    Profiles and venues are features above this one, so only create_app knows the function that asks them.
    """
    known = cast(KnownZone, current_app.extensions["known_zone"])
    return known(user.id) or settings().office_zone
