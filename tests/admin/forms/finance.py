"""Forms for the commission and for earlier earnings."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.commission.actions import set_rates
from app.commission.amounts import Rates
from tests.admin.forms.sent import Sent
from tests.factories import make_venue

RATES: dict[str, object] = {"rate": "8.5", "first_rate": "20%"}


def setting(_admin: User) -> Sent:
    return Sent((AuditAction.COMMISSION_SET,), {}, RATES)


def setting_for_venue(_admin: User) -> Sent:
    return Sent((AuditAction.VENUE_COMMISSION,), {"slug": make_venue().slug}, RATES)


def removing(_admin: User) -> Sent:
    venue = make_venue()
    set_rates(venue_id=venue.id, rates=Rates(500))
    return Sent((AuditAction.VENUE_COMMISSION,), {"slug": venue.slug})


def releasing(_admin: User) -> Sent:
    return Sent((AuditAction.VENUE_RELEASE,), {"slug": make_venue().slug})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.commission": setting,
    "admin.commission_of_venue": setting_for_venue,
    "admin.commission_remove": removing,
    "admin.finance_release": releasing,
}
