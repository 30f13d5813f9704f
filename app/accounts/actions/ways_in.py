"""Ways to log in besides a password and links by email. Features above this one have them, and `create_app` adds each.

So one rule can count all of them, and what a stranger added can end with the stranger's access.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.accounts.enums import SecurityEventKind
from app.accounts.models import User


@dataclass(frozen=True, slots=True)
class WayIn:
    """What to do with one way to log in, such as passkeys."""

    is_open: Callable[[User], bool]
    """Return whether the user can log in this way. One statement."""
    close: Callable[[User, datetime], list[SecurityEventKind]]
    """Remove what was added for the user at this instant or later, and return the events of it, to be recorded."""


WAYS_IN: dict[str, WayIn] = {}


def has_another_way_in(user: User, *, besides: str) -> bool:
    """Return whether a user can log in without this way.

    Lock the user's row first: otherwise two tabs could each remove one of the last two ways, and count on the other.
    """
    others = (way for name, way in WAYS_IN.items() if name != besides)
    return user.password_hash is not None or any(way.is_open(user) for way in others)


def close_ways_in(*, user: User, since: datetime) -> list[SecurityEventKind]:
    """Remove the ways to log in that were added at this instant or later, by someone who may be a stranger.

    Returns the events of what was removed, for the caller to record.
    """
    return [kind for way in WAYS_IN.values() for kind in way.close(user, since)]
