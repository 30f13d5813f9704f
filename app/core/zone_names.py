"""Names of time zones as text."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

Zone = tzinfo | str

ZONES = {
    "EST": _l("Eastern"),
    "CST": _l("Central"),
    "MST": _l("Mountain"),
    "PST": _l("Pacific"),
    "AKST": _l("Alaska"),
    "HST": _l("Hawaii"),
    "AST": _l("Atlantic"),
    "ChST": _l("Guam"),
    "SST": _l("Samoa"),
}

MIDWINTER = datetime(2026, 1, 1, 12, tzinfo=UTC)


def in_zone(instant: datetime, zone: Zone) -> datetime:
    """Return the local time of an instant. Raises ValueError for a time without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone cannot be shown")
    return instant.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def zone_name(instant: datetime, zone: Zone) -> str:
    """Return the zone's abbreviation at an instant: PDT."""
    return in_zone(instant, zone).tzname() or ""


def zone_words(zone: Zone) -> str:
    """Return a zone's everyday name in the USA, in winter and summer alike: Pacific.

    Other zones are named after their city: London time.
    """
    name = in_zone(MIDWINTER, zone).tzname() or ""
    if name in ZONES:
        return str(ZONES[name])
    return _("%(city)s time", city=str(zone).rpartition("/")[2].replace("_", " "))
