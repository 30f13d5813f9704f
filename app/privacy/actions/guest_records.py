"""What a venue does with the details of one guest, when the guest asks for it."""

from app.accounts.models import User
from app.core.errors import Conflict
from app.core.security_log import security_event
from app.guests.models import Guest
from app.privacy.actions.erase import erase_guest
from app.privacy.data_map.tables import DATA_MAP, exported_tables
from app.privacy.errors import PrivacyErrorCode
from app.privacy.export_files import packed, rows_of
from app.privacy.queries.guests import has_upcoming, is_erased
from app.privacy.rules import Export


def export_record(*, guest: Guest, venue_name: str, has_health: bool) -> bytes:
    """Return a ZIP of everything that the venue of this name has about a guest, health answers only if `has_health`."""
    parts = {
        DATA_MAP[name].part: rows_of(name, Export.VENUE, subject=guest.id, has_health=has_health)
        for name in exported_tables(Export.VENUE)
    }
    return packed(parts, venue=venue_name)


def erase_record(*, guest: Guest, by: User) -> None:
    """Erase a guest's details at one venue. Raises Conflict if they are erased, or while bookings are ahead."""
    if is_erased(guest):
        raise Conflict(PrivacyErrorCode.ALREADY_ERASED)
    if has_upcoming(guest):
        raise Conflict(PrivacyErrorCode.HAS_UPCOMING, name=guest.name)
    erase_guest(guest=guest)
    security_event("privacy.guest_erased", guest=guest.public_id, by=by.id)
