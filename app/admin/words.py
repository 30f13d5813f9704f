"""What the pages of admins say, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.admin.enums import LABELS
from app.admin.models import AuditEntry
from app.context import settings
from app.filters import moment_zone


def zone() -> ZoneInfo:
    """In which times are read that belong to no venue."""
    return ZoneInfo(settings().office_zone)


def on(instant: datetime) -> str:
    """Nov 21, 2026."""
    local = instant.astimezone(zone())
    return f"{local:%b} {local.day}, {local.year}"


def at(instant: datetime) -> str:
    """Sat, Nov 21, 3:05 PM PST."""
    return moment_zone(instant, zone())


def did(entry: AuditEntry) -> str:
    """Suspended a person; an act that is no longer done by the name that it is kept under."""
    return {str(act): label for act, label in LABELS.items()}.get(entry.act, entry.act)
