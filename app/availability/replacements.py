"""Who else could serve a visit that is booked already: at its own time, for as long as was agreed.

What guests are asked for a new booking (notice, horizon, steps) does not count; being there and being free do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.availability.engine import Range, Resource, working_ranges
from app.availability.enums import UnavailableReason
from app.availability.schedules import ServiceSchedule


@dataclass(frozen=True, slots=True)
class BookedSlot:
    """A visit from an instant to another (UTC), and the minutes that its service keeps clear around it."""

    begins: datetime
    ends: datetime
    before: int
    after: int

    def reserved_by(self, resource: Resource) -> Range:
        """What it takes of whoever serves it: of the service's minutes after it and of hers the more count."""
        after = max(self.after, resource.after)
        return self.begins - timedelta(minutes=self.before), self.ends + timedelta(minutes=after)


def replacement_conflicts(plan: ServiceSchedule, stay: BookedSlot) -> Mapping[int, UnavailableReason | None]:
    """For each member (by id) who performs the service: None when she can serve the visit, else what is in the way."""
    return {
        member_id: _refusal(plan, resource, stay)
        for resource in plan.resources
        if (member_id := plan.members.get(resource.id)) is not None
    }


def _refusal(plan: ServiceSchedule, resource: Resource, stay: BookedSlot) -> UnavailableReason | None:
    whole = stay.begins, stay.ends
    if working_ranges(plan.zone, plan.hours, resource, whole) != [whole]:
        return UnavailableReason.MEMBER_OFF
    begins, ends = stay.reserved_by(resource)
    taken = any(a < ends and begins < b for lane in resource.busy for a, b in lane)
    return UnavailableReason.TAKEN if taken else None
