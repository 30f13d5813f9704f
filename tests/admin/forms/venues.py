"""Forms for venues."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.venues.actions.publication import suspend_venue
from tests.admin.forms.sent import Sent
from tests.factories import make_venue


def suspending(_admin: User) -> Sent:
    return Sent((AuditAction.VENUE_SUSPEND,), {"slug": make_venue().slug}, {"reason": "No license."})


def reinstating(admin: User) -> Sent:
    venue = make_venue()
    suspend_venue(venue=venue, by=admin, reason="No license.")
    return Sent((AuditAction.VENUE_REINSTATE,), {"slug": venue.slug})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.venue_reinstate": reinstating,
    "admin.venue_suspend": suspending,
}
