"""What booking again says."""

from app.bookings.again import Again
from app.bookings.visits import Visit
from app.filters import listed, moment_zone

NO_LONGER_OFFERED = "This is no longer offered. See what is offered now."


def nothing_free(visit: Visit) -> str:
    return f"No time of {visit.item.title} like the last one is free right now. Choose with whom and when."


def chosen_again(visit: Visit, found: Again) -> str:
    """Unwinding massage with June on Tue, May 26, 1:00 PM PDT is in your cart."""
    who = f" with {found.member.first_name}" if found.member else ""
    what = f", with {listed([extra.title for extra in found.extras])}" if found.extras else ""
    without = f" {listed(found.missing)} is no longer offered." if found.missing else ""
    when = moment_zone(found.wish.starts_at, visit.venue.zone)
    return f"{visit.item.title}{who}{what}, {when}, is in your cart: the free time nearest to your usual one.{without}"
