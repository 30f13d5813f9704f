"""Changes in an audit log entry, as people read them.

Entries store the names and codes of the day they were written, so the labels are applied here, on reading.
"""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.abilities import NAMES as ADMIN_ROLES
from app.admin.copy import ROLES
from app.admin.differences import Difference, differences_of, label_of, words_of
from app.admin.enums import SubjectKind
from app.admin.forms.privacy import KINDS as REQUEST_KINDS
from app.admin.models import AuditEntry
from app.bookings.states import WORDS as BOOKING_STATES
from app.core.formats import full_date
from app.deals.enums import DealStatus
from app.finance.copy import PROBLEMS
from app.venues.copy import part_name
from app.venues.enums import ChangeReason, VenueStatus

LABELS = {
    "about": _l("Reason"),
    "began": _l("Started"),
    "begins_at": _l("Starts"),
    "body": _l("Text"),
    "code": _l("Promo code"),
    "ends_at": _l("Ends"),
    "ends_by_itself": _l("Ends automatically"),
    "goes_back": _l("Refund"),
    "in_use_by": _l("Used by"),
    "is_on": _l("Shown"),
    "kind": _l("Discount type"),
    "last_minute_hours": _l("Last-minute hours"),
    "left_to_go_back": _l("Left to refund"),
    "max_uses": _l("Booking limit"),
    "part": _l("Part of the listing"),
    "part_of": _l("Subcategory of"),
    "same_as": _l("Merged into"),
    "slug": _l("URL name"),
    "stacks": _l("Combines with another deal"),
    "state": _l("Status"),
    "suspended_at": _l("Suspended"),
    "suspended_reason": _l("Reason for the suspension"),
    "synonyms": _l("Also called"),
    "valid_from": _l("Start date"),
    "valid_to": _l("End date"),
    "visit": _l("Booking"),
}
DEAL_STATES = {
    DealStatus.DRAFT: _l("Draft"),
    DealStatus.IN_REVIEW: _l("In review"),
    DealStatus.APPROVED: _l("Live"),
    DealStatus.CHANGES_REQUESTED: _l("Changes requested"),
    DealStatus.ENDED: _l("Ended"),
}
# Labels for coded values, by subject kind and field name.
CODES: Mapping[tuple[str, str], Mapping[str, object]] = {
    (SubjectKind.ORDER, "state"): {str(state): label for state, label in BOOKING_STATES.items()},
    (SubjectKind.DEAL, "status"): {str(status): label for status, label in DEAL_STATES.items()},
    (SubjectKind.DEAL, "kind"): {"percent": _l("Percent"), "fixed": _l("Amount")},
    (SubjectKind.FINANCE, "problem"): {str(problem): label for problem, label in PROBLEMS.items()},
    (SubjectKind.PRIVACY_REQUEST, "kind"): {str(kind): label for kind, label in REQUEST_KINDS.items()},
    (SubjectKind.USER, "admin_role"): {str(role): label for role, label in ADMIN_ROLES.items()},
    (SubjectKind.USER, "role"): {str(role): label for role, label in ROLES.items()},
}


def changes_in(entry: AuditEntry, zone: ZoneInfo) -> list[Difference]:
    """Return the changes in an entry, with times in `zone`."""

    def label(name: str) -> str:
        if name == "part" and entry.subject_kind == SubjectKind.DEAL:
            return _("Part of the deal")
        if name == "kind" and entry.subject_kind == SubjectKind.PRIVACY_REQUEST:
            return _("Request")
        return str(LABELS[name]) if name in LABELS else label_of(name)

    def words(name: str, value: object) -> str:
        text = _of_code(entry.subject_kind, name, value)
        if text:
            return text
        if name == "due_on" and isinstance(value, str):
            return full_date(date.fromisoformat(value))
        if name == "part" and isinstance(value, str):
            return part_name(value)
        return words_of(name, value, zone)

    return differences_of(entry.before, entry.after, label=label, words=words)


def _of_code(kind: str, name: str, value: object) -> str:
    """Return the label of a coded value. Empty for any other, such as the words in an older entry."""
    if not isinstance(value, str):
        return ""
    if name == "about" and value in set(ChangeReason):
        return ChangeReason(value).label
    if (kind, name) == (SubjectKind.VENUE, "status") and value in set(VenueStatus):
        return VenueStatus(value).label
    codes = CODES.get((kind, name), {})
    return str(codes[value]) if value in codes else ""
