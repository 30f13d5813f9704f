"""Finding other team members who can serve an existing booking, at its own time and with its agreed duration.

Rules for new bookings (minimum notice, booking window, steps) do not apply; only working hours and conflicts count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.availability.engine.openings import working_ranges
from app.availability.engine.types import Range, ResourceCalendar
from app.availability.enums import UnavailableReason
from app.availability.schedules import ServiceSchedule


@dataclass(frozen=True, slots=True)
class BookedSlot:
    """The start and end of a booking (UTC), and the buffers of its service in minutes."""

    begins: datetime
    ends: datetime
    before: int
    after: int

    def reserved_by(self, resource: ResourceCalendar) -> Range:
        """Return the time that the booking occupies on a resource: the longer of the service's and the resource's
        buffer applies after it."""
        after = max(self.after, resource.after)
        return self.begins - timedelta(minutes=self.before), self.ends + timedelta(minutes=after)


def replacement_conflicts(plan: ServiceSchedule, stay: BookedSlot) -> Mapping[int, UnavailableReason | None]:
    """Return, for each member (by id) who performs the service, None if available for the booking, else the reason."""
    return {
        member_id: _refusal(plan, resource, stay)
        for resource in plan.resources
        if (member_id := plan.members.get(resource.id)) is not None
    }


def _refusal(plan: ServiceSchedule, resource: ResourceCalendar, stay: BookedSlot) -> UnavailableReason | None:
    whole = stay.begins, stay.ends
    if working_ranges(plan.zone, plan.hours, resource, whole) != [whole]:
        return UnavailableReason.MEMBER_OFF
    begins, ends = stay.reserved_by(resource)
    taken = any(a < ends and begins < b for lane in resource.busy for a, b in lane)
    return UnavailableReason.TAKEN if taken else None
