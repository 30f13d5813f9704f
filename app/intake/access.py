"""Who at the venue may open what a guest told about their health."""

from app.accounts import impersonation
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import is_performed_by
from app.venues.abilities import reach
from app.venues.enums import Ability, Reach
from app.venues.guards import own_staff


def may_open_health(booking: Booking) -> bool:
    """Return whether the logged-in person owns the venue or performs this booking.

    An admin who views the site as one of them may not.
    """
    if impersonation.seen():
        return False
    staff = own_staff()
    return reach(staff.role, Ability.OPEN_HEALTH_ANSWERS) is Reach.ALL or is_performed_by(booking, staff.team_member_id)
