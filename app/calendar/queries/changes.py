"""Change detection for the calendar: one fingerprint instead of everything that is drawn."""

from datetime import datetime

from sqlalchemy import text

from app.availability.engine.types import Range
from app.core.db import session

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
    WHERE resource.venue_id = :venue
""")


OWN = text("SELECT id FROM venue WHERE owner_id = :owner AND status <> 'deleted'")


def fingerprint_for(owner_id: int, window: Range, now: datetime) -> str:
    """Return the fingerprint for the venue of an owner. Two statements."""
    return fingerprint(session.scalar(OWN, {"owner": owner_id}) or 0, window, now)


def fingerprint(venue_id: int, window: Range, now: datetime) -> str:
    """Return a value that changes when anything drawn for a venue in a window of instants changes. One statement."""
    begins, ends = window
    total = session.scalar(STANDS, {"venue": venue_id, "begins": begins, "ends": ends, "now": now})
    slot = int(now.timestamp()) // SLOT if begins <= now < ends else 0
    return f"{int(total or 0) & 0xFFFFFFFFFFFFFFFF:x}-{slot:x}"
