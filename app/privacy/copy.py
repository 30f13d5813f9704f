"""What the privacy pages say about exports, dates and who opened data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access_log.enums import AccessKind
from app.accounts.enums import Role
from app.core.formats import full_date, full_moment
from app.core.settings import settings
from app.core.zone_names import in_zone
from app.privacy.models import DataExport
from app.privacy.queries.access import Access

KINDS: dict[AccessKind, LazyString] = {
    AccessKind.GUEST_RECORD: _l("Your guest record"),
    AccessKind.HEALTH_ANSWERS: _l("Your health answers"),
    AccessKind.ACCOUNT: _l("Your account"),
    AccessKind.ORDER: _l("One of your orders"),
    AccessKind.GUEST_EXPORT: _l("A copy of your guest record"),
    AccessKind.SITE_VIEW: _l("The site as you see it, read-only"),
}


@dataclass(frozen=True, slots=True)
class AccessLine:
    what: str
    who: str
    at: str


def accesses(found: Sequence[Access]) -> list[AccessLine]:
    """Describe who opened the person's data."""
    return [AccessLine(str(KINDS[one.kind]), _who(one), moment(one.at)) for one in found]


def _who(access: Access) -> str:
    if access.role is Role.ADMIN:
        return _("CozyWish")
    return access.venue or _("A venue")


def progress(export: DataExport) -> str:
    return _("Collecting your data: %(done)d of %(parts)d parts", done=export.done, parts=export.parts)


def day(instant: datetime) -> str:
    return full_date(in_zone(instant, settings().office_zone).date())


def moment(instant: datetime) -> str:
    return full_moment(instant, settings().office_zone)
