"""Who opened the data of an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from app.access_log.enums import AccessKind
from app.access_log.models import DataAccess
from app.accounts.enums import Role
from app.accounts.models import User
from app.core.db import session
from app.guests.models import Guest
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class Access:
    """Someone opened data: of the account, or of its record at a venue."""

    at: datetime
    kind: AccessKind
    role: Role
    venue: str


def accesses_of(user: User, *, most: int) -> Sequence[Access]:
    """List who opened the data of an account or of its records at venues, the newest first. One statement."""
    rows = session.execute(
        select(DataAccess.at, DataAccess.kind, DataAccess.role, func.coalesce(Venue.name, ""))
        .outerjoin(Guest, Guest.id == DataAccess.guest_id)
        .outerjoin(Venue, Venue.id == Guest.venue_id)
        .where(or_(DataAccess.user_id == user.id, Guest.user_id == user.id))
        .order_by(DataAccess.at.desc(), DataAccess.id.desc())
        .limit(most)
    )
    return [Access(*row) for row in rows]
