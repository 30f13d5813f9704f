"""Words for roles and invitations."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from app.core.formats import full_moment
from app.staff.models import StaffInvitation
from app.venues.abilities import ABILITIES, LABELS
from app.venues.enums import Reach, StaffRole
from app.venues.models import Venue

WHAT: Mapping[StaffRole, LazyString] = {
    StaffRole.OWNER: lazy_gettext("Everything, including staff and deleting the listing."),
    StaffRole.MANAGER: lazy_gettext("Everything except payouts, staff, unpublishing, and deleting the listing."),
    StaffRole.FRONT_DESK: lazy_gettext("The calendar, bookings, guests, and the waitlist."),
    StaffRole.TEAM_MEMBER: lazy_gettext("Their own calendar and bookings, check-ins, and notes about their guests."),
}


def table() -> list[tuple[str, list[str]]]:
    """Return the table of abilities: a label, and a word for each role."""
    return [
        (str(LABELS[ability]), [word(reaches.get(role)) for role in StaffRole])
        for ability, reaches in ABILITIES.items()
    ]


def word(reach: Reach | None) -> str:
    if reach is None:
        return _("No")
    return _("Yes") if reach is Reach.ALL else _("Own only")


def standing(invitation: StaffInvitation, venue: Venue) -> str:
    """Say until when an invitation is open, or since when it isn't."""
    when = full_moment(invitation.expires_at, venue.zone)
    return _("Expired %(time)s", time=when) if invitation.is_expired else _("Expires %(time)s", time=when)
