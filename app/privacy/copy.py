"""What the privacy pages say about exports, dates, consents, and who opened data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access_log.enums import AccessKind
from app.accounts.enums import Role
from app.consents.enums import ConsentKind
from app.core.formats import full_date, full_moment
from app.core.zone_names import in_zone
from app.privacy.models import DataExport
from app.privacy.queries.access import Access
from app.privacy.queries.consents import Choice

KINDS: dict[AccessKind, LazyString] = {
    AccessKind.GUEST_RECORD: _l("Your guest record"),
    AccessKind.HEALTH_ANSWERS: _l("Your health answers"),
    AccessKind.ACCOUNT: _l("Your account"),
    AccessKind.ORDER: _l("One of your orders"),
    AccessKind.BOOKING: _l("One of your bookings"),
    AccessKind.ANSWERS: _l("Your answers to a form"),
    AccessKind.GUEST_EXPORT: _l("A copy of your guest record"),
    AccessKind.SITE_VIEW: _l("Your pages, read-only, to help you"),
}


CONSENTS: dict[ConsentKind, LazyString] = {
    ConsentKind.TERMS: _l("Terms"),
    ConsentKind.PRIVACY: _l("Privacy policy"),
    ConsentKind.HEALTH_ANSWERS: _l("Health answers"),
    ConsentKind.CARE_NOTE: _l("Preferences and allergies"),
}


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A choice as the page shows it. `tag` is how it stands, with the kind of its tag."""

    choice: Choice
    what: str
    tag: tuple[str, str]
    at: str


@dataclass(frozen=True, slots=True)
class AccessLine:
    what: str
    who: str
    at: str


def accesses(found: Sequence[Access], zone: str) -> list[AccessLine]:
    """Describe who opened the person's data."""
    return [AccessLine(str(KINDS[one.kind]), _who(one), moment(one.at, zone)) for one in found]


def consents(found: Sequence[Choice], current: Mapping[ConsentKind, int], zone: str) -> list[ConsentLine]:
    """Describe what the person agreed to. `current` are the versions of the texts today."""
    return [ConsentLine(one, _what(one), _standing(one, current), day(one.at, zone)) for one in found]


def _what(choice: Choice) -> str:
    if choice.venue:
        return _("Health answers for %(venue)s", venue=choice.venue)
    return str(CONSENTS[choice.kind])


def _standing(choice: Choice, current: Mapping[ConsentKind, int]) -> tuple[str, str]:
    if not choice.is_given:
        return _("Not agreed"), "calm"
    return (_("Text changed"), "wait") if choice.version < current[choice.kind] else (_("Agreed"), "ok")


def _who(access: Access) -> str:
    if access.role is Role.ADMIN:
        return _("CozyWish")
    return access.venue or _("A venue")


def progress(export: DataExport) -> str:
    return _("Collecting your data: %(done)d of %(parts)d parts", done=export.done, parts=export.parts)


def day(instant: datetime, zone: str) -> str:
    """Format a date in the zone in which the person reads it (`accounts.zones.zone_of`)."""
    return full_date(in_zone(instant, zone).date())


def moment(instant: datetime, zone: str) -> str:
    """Format an instant in the zone in which the person reads it."""
    return full_moment(instant, zone)
