"""Change detection for the calendar: one fingerprint instead of everything that is drawn."""

from datetime import datetime

from sqlalchemy import text

from app.availability.engine.types import Range
from app.core.db import session
from app.venues.abilities import reach
from app.venues.enums import Ability, Reach, StaffRole

# The time is part of the fingerprint because the line for now moves and past bookings fade.
SLOT = 300  # seconds

# The sum of one hash per row: independent of the order, and only over what is drawn. It reads few rows, by index.
STANDS = text("""
    SELECT coalesce(sum(hashtextextended(concat_ws('|', reservation.id, during, reservation.state, booking.state,
               booking.sequence, booking.arrived_at, booking.title, customer_order.name, block.sequence, block.note), 0
           )), 0)
         + (SELECT coalesce(sum(hashtextextended(opening::text, 1)), 0) FROM opening WHERE venue_id = :venue)
         + (SELECT coalesce(sum(hashtextextended(time_off::text, 2)), 0)
            FROM time_off JOIN team_member ON team_member.id = member_id WHERE team_member.venue_id = :venue)
    FROM resource
    JOIN reservation ON reservation.resource_id = resource.id AND during && tstzrange(:begins, :ends)
        AND (reservation.state = 'confirmed' OR expires_at > :now)
    LEFT JOIN booking ON booking.id = booking_id
    LEFT JOIN venue_order ON venue_order.id = venue_order_id
    LEFT JOIN customer_order ON customer_order.id = order_id
    LEFT JOIN block ON block.id = block_id
    WHERE resource.venue_id = :venue AND (CAST(:member AS integer) IS NULL
        OR resource.id = (SELECT resource_id FROM team_member WHERE team_member.id = :member))
""")


OWN = text("SELECT venue_id, role, team_member_id FROM venue_staff WHERE user_id = :user")


def fingerprint_for(user_id: int, window: Range, now: datetime) -> str:
    """Return the fingerprint of what a person sees of the venue where they work. Two statements."""
    works = session.execute(OWN, {"user": user_id}).one_or_none()
    if works is None:
        return fingerprint(0, window, now)
    reaches = reach(StaffRole(works.role), Ability.SEE_BOOKINGS)
    member_id = works.team_member_id if reaches is Reach.OWN else None
    return fingerprint(works.venue_id, window, now, member_id=member_id)


def fingerprint(venue_id: int, window: Range, now: datetime, *, member_id: int | None = None) -> str:
    """Return a value that changes when anything drawn for a venue in a window of instants changes. One statement.

    With `member_id`, only what is in the column of this team member counts.
    """
    begins, ends = window
    values = {"venue": venue_id, "begins": begins, "ends": ends, "now": now, "member": member_id}
    total = session.scalar(STANDS, values)
    slot = int(now.timestamp()) // SLOT if begins <= now < ends else 0
    return f"{int(total or 0) & 0xFFFFFFFFFFFFFFFF:x}-{slot:x}"
