"""How long a session lasts, by role: without use, and in total. Those with the most power have the least time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.enums import Role


@dataclass(frozen=True, slots=True)
class SessionLimits:
    idle: timedelta
    absolute: timedelta
    precision: timedelta
    """How old `last_seen_at` may get before it is written again."""


LIMITS: Mapping[Role, SessionLimits] = {
    Role.GUEST: SessionLimits(timedelta(days=30), timedelta(days=90), timedelta(hours=1)),
    Role.PROVIDER: SessionLimits(timedelta(hours=12), timedelta(days=14), timedelta(minutes=5)),
    Role.ADMIN: SessionLimits(timedelta(minutes=30), timedelta(hours=12), timedelta(minutes=1)),
}
LONGEST = max(limits.absolute for limits in LIMITS.values())


def end_of(role: Role, *, created_at: datetime, seen_at: datetime) -> datetime:
    """Return when a session ends if it isn't used after `seen_at`."""
    limits = LIMITS[role]
    return min(created_at + limits.absolute, seen_at + limits.idle)
