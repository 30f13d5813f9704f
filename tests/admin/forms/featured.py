"""Forms for the venues featured on the home page."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.search_index.models import Featured
from app.venues.models import Venue
from tests.admin.forms.sent import Sent
from tests.factories import add, make_venue


def featured(position: int) -> Venue:
    venue = make_venue()
    add(Featured(venue_id=venue.id, position=position))
    return venue


def featuring(_admin: User) -> Sent:
    return Sent((AuditAction.VENUE_FEATURE,), {"slug": make_venue().slug}, {"until": "2026-05-31"})


def removing(_admin: User) -> Sent:
    return Sent((AuditAction.VENUE_UNFEATURE,), {"slug": featured(1).slug})


def ordering(_admin: User) -> Sent:
    first, _ = featured(1), featured(2)
    return Sent((AuditAction.HOME_ORDER,), {}, {"move": f"{first.slug}:down"})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.feature": featuring,
    "admin.feature_order": ordering,
    "admin.unfeature": removing,
}
