"""The suggested times next to a typed one: the nearest available ones of that day or, if there are none, the next ones.
All of them come from one plan."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Field

from app.availability.engine.types import Start
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.availability.time_off import wall_range
from app.bookings.models.bookings import Booking
from app.catalog.models import AddOn, ServiceOption
from app.catalog.queries import services_by_id
from app.front_desk.availability import FrontDeskRequest, plan_for

NEAREST, NEXT = 8, 6
# How far ahead to look for the next available times.
AHEAD = timedelta(days=5)
YEAR = 365
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Free:
    """An available start in local time. `member_name` is the first name of the only available team member, if several
    provide the service."""

    at: datetime
    member_name: str


def plan_from(option: ServiceOption, extras: Sequence[AddOn], on: date) -> ServiceSchedule:
    """Load the plan for an option from a local date on, with the statements of one plan."""
    begins, _ = wall_range(option.service.venue.zone, on, 0, on, 0)
    return plan_for(FrontDeskRequest(option, begins, extras=extras), ahead=AHEAD, ignore_rules=True)


def plan_to_move(booking: Booking, on: date, minutes: int) -> ServiceSchedule:
    """Load the plan for rescheduling a booking of a given length, with any team member. The time that it occupies now
    counts as available."""
    service = services_by_id([booking.service_id])[0]
    begins, _ = wall_range(service.venue.zone, on, 0, on, 0)
    # Any option will do: the booking keeps its own length.
    option = service.first_option
    plan = load_schedules([option], (begins, begins + AHEAD), except_bookings=[booking.id], include_inactive=True)[
        option.id
    ]
    anybody = [replace(resource, duration=None) for resource in plan.resources]
    return replace(
        plan,
        duration=minutes,
        before=booking.buffer_before_minutes,
        resources=anybody,
        minimum_notice=0,
        booking_window=YEAR,
    )


def free_times(
    plan: ServiceSchedule, at: datetime, names: Mapping[int, str], *, quantity: int = 1, member_id: int | None = None
) -> list[Free]:
    """List the available times of the day nearest to `at`, earlier ones included, in order; if there are none, the next
    ones. `names` maps ids of team members to first names."""
    day = plan.day_range(at.astimezone(plan.zone).date())
    known = plan.starts(day, quantity=quantity, member_id=member_id)
    nearest = sorted(known, key=lambda start: (abs(start.at - at), start.at))[:NEAREST]
    found = sorted(nearest, key=lambda start: start.at) or plan.upcoming(NEXT, quantity=quantity, member_id=member_id)
    anyone = member_id is None and quantity == 1 and len(plan.members) > 1
    return [Free(start.at.astimezone(plan.zone), _member_name(start, plan, names) if anyone else "") for start in found]


def _member_name(start: Start, plan: ServiceSchedule, names: Mapping[int, str]) -> str:
    """Return the name of the team member; empty if several are available."""
    return names.get(plan.members.get(start.resources[0], 0), "") if len(start.resources) == 1 else ""


def first_time(plan: ServiceSchedule, on: date, *, quantity: int, member_id: int | None) -> time:
    """Return the time that a day proposes: its first available start, else its opening, or noon on a closed day."""
    free = (start.at for start in plan.starts(plan.day_range(on), quantity=quantity, member_id=member_id))
    opens = (begins for begins, _ in plan.open_on(on))
    found = next(free, None) or next(opens, None)
    return found.astimezone(plan.zone).time() if found else NOON


def take_time(day: Field, at: Field) -> bool:
    """Fill the two fields if one of the available times was pressed, and return whether it was."""
    with suppress(ValueError):
        chosen = datetime.fromisoformat(request.form.get("look", ""))
        day.process(MultiDict({day.name: f"{chosen:%Y-%m-%d}"}))
        at.process(MultiDict({at.name: f"{chosen:%H:%M}"}))
        return True
    return False
