"""The times that are offered beside the one that is typed: what is free on that day, nearest to it; where nothing is,
what is free next. All of it from one plan."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Field

from app.availability.engine import Start
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.availability.time_off import wall_range
from app.bookings.actions import FrontDeskRequest, plan_for
from app.bookings.models import Booking
from app.catalog.models import AddOn, Service
from app.catalog.queries import services_by_id

NEAREST, NEXT = 8, 6
# So far on it is looked for what is free next.
AHEAD = timedelta(days=5)
YEAR = 365
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Free:
    """One start, by the clock there; `whom` is the first name of the one who is free, where others do it too."""

    at: datetime
    whom: str


def plan_from(service: Service, extras: Sequence[AddOn], on: date) -> ServiceSchedule:
    """What decides the starts of a day and those after it, in the statements that a plan takes."""
    begins, _ = wall_range(service.venue.zone, on, 0, on, 0)
    return plan_for(FrontDeskRequest(service, begins, extras=extras), ahead=AHEAD, freely=True)


def plan_to_move(booking: Booking, on: date, minutes: int) -> ServiceSchedule:
    """The same for a visit that lasts so long, whoever serves it; what it takes now is not in its way."""
    service = services_by_id([booking.service_id])[0]
    begins, _ = wall_range(service.venue.zone, on, 0, on, 0)
    plan = load_schedules([service], (begins, begins + AHEAD), except_bookings=[booking.id], also_hidden=True)[
        service.id
    ]
    anybody = [replace(resource, duration=None) for resource in plan.resources]
    return replace(plan, duration=minutes, before=booking.before_minutes, resources=anybody, notice=0, horizon=YEAR)


def free_times(
    plan: ServiceSchedule, at: datetime, names: Mapping[int, str], *, quantity: int = 1, member_id: int | None = None
) -> list[Free]:
    """Those of the day nearest to the time that is typed, earlier ones too, in order; else the next ones. `names` are
    the first names of members by their ids."""
    day = plan.day_range(at.astimezone(plan.zone).date())
    known = plan.starts(day, quantity=quantity, member_id=member_id)
    nearest = sorted(known, key=lambda start: (abs(start.at - at), start.at))[:NEAREST]
    found = sorted(nearest, key=lambda start: start.at) or plan.upcoming(NEXT, quantity=quantity, member_id=member_id)
    anyone = member_id is None and quantity == 1 and len(plan.members) > 1
    return [Free(start.at.astimezone(plan.zone), _whom(start, plan, names) if anyone else "") for start in found]


def _whom(start: Start, plan: ServiceSchedule, names: Mapping[int, str]) -> str:
    """Empty where several are free."""
    return names.get(plan.members.get(start.resources[0], 0), "") if len(start.resources) == 1 else ""


def first_time(plan: ServiceSchedule, on: date, *, quantity: int, member_id: int | None) -> time:
    """With what a day begins: its first free start, else its opening; a day that is closed with noon."""
    free = (start.at for start in plan.starts(plan.day_range(on), quantity=quantity, member_id=member_id))
    opens = (begins for begins, _ in plan.open_on(on))
    found = next(free, None) or next(opens, None)
    return found.astimezone(plan.zone).time() if found else NOON


def take_time(day: Field, at: Field) -> bool:
    """One of the free times was pressed: the two fields hold it now. Whether it was."""
    with suppress(ValueError):
        chosen = datetime.fromisoformat(request.form.get("look", ""))
        day.process(MultiDict({day.name: f"{chosen:%Y-%m-%d}"}))
        at.process(MultiDict({at.name: f"{chosen:%H:%M}"}))
        return True
    return False
