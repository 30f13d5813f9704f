"""What pages of a venue say about what a guest shares."""

from datetime import date

from flask_babel import gettext as _

from app.core.formats import long_date
from app.core.sentences import listed
from app.profiles.queries import SharedProfile
from app.team.languages import LANGUAGES


def birthday(month: int, day: int) -> str:
    """Format a birthday: May 14."""
    return long_date(date(2000, month, day))


def facts_of(shared: SharedProfile) -> list[tuple[str, str]]:
    """Return what a guest shares besides the photo, as labels and values."""
    found = [
        (_("Birthday"), birthday(*shared.birthday) if shared.birthday else ""),
        (_("Language"), LANGUAGES.get(shared.language, "")),
        (_("Prefers"), listed(list(shared.preferred)) if shared.preferred else ""),
    ]
    return [(label, value) for label, value in found if value]
