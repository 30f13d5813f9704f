"""What happens to a row, before it happens."""

import json
from dataclasses import astuple, dataclass, field
from datetime import datetime
from typing import Any

from app.imports.cells import BadCell, BookingValues, GuestValues, ServiceRow
from app.imports.enums import ImportKind, Outcome, Reason

# The places of values in BookingValues that JSON cannot hold as they are.
GUEST, LOCAL = 0, 4


@dataclass(slots=True)
class RowInput:
    """A row of the file that is planned. `starts_at` is known for bookings whose date and time can be read."""

    id: int
    number: int
    values: GuestValues | ServiceRow | BookingValues | None
    bad: BadCell | None = None
    starts_at: datetime | None = None


@dataclass(slots=True)
class KnownGuest:
    """A guest of the venue, or one that an earlier row of the file adds: then it has no id until it is written."""

    id: int | None
    name: str
    email: str = ""
    phone: str = ""
    notes: str = ""
    row: int | None = None
    changed: bool = False

    def fields(self) -> dict[str, str]:
        return {"name": self.name, "email": self.email, "phone": self.phone, "notes": self.notes}


@dataclass(slots=True)
class Plan:
    """The outcome of a row, why, and what it creates or changes."""

    row: RowInput
    outcome: Outcome
    reason: Reason | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    guest: KnownGuest | None = None
    makes_guest: bool = False
    # What a planner of services or bookings needs to carry it out.
    work: Any = None
    service_id: int | None = None
    option_id: int | None = None
    booking_id: int | None = None
    made: str = ""


def refused(row: RowInput, bad: BadCell) -> Plan:
    return Plan(row, Outcome.INVALID, bad.reason, dict(bad.detail))


def stored(row: RowInput) -> str | None:
    """Return the values of a row as the table stores them between the check and the import, as JSON."""
    values = row.values
    if values is None:
        return None
    given = list(astuple(values))
    if isinstance(values, BookingValues):
        given[GUEST], given[LOCAL] = list(given[GUEST]), values.local.isoformat()
    return json.dumps(given)


def restored(kind: ImportKind, given: list[Any]) -> GuestValues | ServiceRow | BookingValues:
    """Return the values of a row that `stored` stored."""
    if kind is ImportKind.GUESTS:
        return GuestValues(*given)
    if kind is ImportKind.SERVICES:
        return ServiceRow(*given)
    given = [*given]
    given[GUEST], given[LOCAL] = GuestValues(*given[GUEST]), datetime.fromisoformat(given[LOCAL])
    return BookingValues(*given)
