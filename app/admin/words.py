"""What the pages of admins say, in words."""

from datetime import UTC, datetime

from app.admin.enums import LABELS
from app.admin.models import AuditEntry
from app.filters import moment_zone

# Where a time belongs to no venue.
ZONE = "UTC"


def on(instant: datetime) -> str:
    """Nov 21, 2026."""
    local = instant.astimezone(UTC)
    return f"{local:%b} {local.day}, {local.year}"


def at(instant: datetime) -> str:
    """Sat, Nov 21, 3:05 PM UTC."""
    return moment_zone(instant, ZONE)


def did(entry: AuditEntry) -> str:
    """Suspended a person; an act that is no longer done by the name that it is kept under."""
    return {str(act): label for act, label in LABELS.items()}.get(entry.act, entry.act)
