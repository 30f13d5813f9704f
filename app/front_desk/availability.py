"""Whether a booking can be added at the front desk, who can serve it, and its list price."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.availability.engine.openings import working_ranges
from app.availability.engine.types import ResourceCalendar
from app.availability.pools import short_pool
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.bookings.conflicts import OutsideHours, SlotTaken, find_conflicts, pool_conflict
from app.bookings.enums import SettledBy
from app.catalog.models import AddOn, Service, ServiceOption
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.deals.pass_rules import PassRule
from app.deals.pricing import Quote, quote
from app.deals.queries.prices import price_lists
from app.front_desk.errors import FrontDeskErrorCode
from app.team.models import TeamMember
from app.venues.models import Venue

# How long ago a booking that is added now may have started, and how far ahead it may start.
AGO, AHEAD = timedelta(days=7), timedelta(days=730)


@dataclass(frozen=True, slots=True)
class FrontDeskRequest:
    """A booking that the venue wants to add.

    `price_cents` is the agreed total if it differs from the list price. `shown_cents` is the price that the page
    showed, if it showed one.
    """

    option: ServiceOption
    starts_at: datetime
    member_id: int | None = None
    quantity: int = 1
    extras: Sequence[AddOn] = ()
    note: str = ""
    price_cents: int | None = None
    price_reason: str = ""
    shown_cents: int | None = None
    settled_by: SettledBy = SettledBy.UNPAID
    # What the guest has bought ahead, if the venue uses it for this booking. An agreed price comes before it.
    passes: Sequence[PassRule] = ()

    @property
    def service(self) -> Service:
        return self.option.service

    @property
    def extra_minutes(self) -> int:
        return sum(extra.minutes for extra in self.extras)

    @property
    def extra_cents(self) -> int:
        return sum(extra.price_cents for extra in self.extras)


def price_of(requested: FrontDeskRequest) -> Quote:
    """Quote the current list price. One statement.

    The service must be loaded with `catalog.queries.WITH_STAFF`.
    """
    prices = price_lists([requested.option])[requested.option.id]
    return quote(
        prices if requested.price_cents is not None else prices.with_passes(requested.passes, {}),
        start=requested.starts_at,
        at=clock.now(),
        quantity=requested.quantity,
        member_id=requested.member_id,
        extra_cents=requested.extra_cents,
    )


def plan_for(
    requested: FrontDeskRequest, *, ahead: timedelta = timedelta(minutes=1), ignore_rules: bool = False
) -> ServiceSchedule:
    """Load the schedule of the option with its add-ons, for starts from the requested one until `ahead` later.

    `ignore_rules` drops the minimum notice and widens the booking window to AHEAD.
    """
    window = requested.starts_at, requested.starts_at + ahead
    plan = load_schedules([requested.option], window, include_inactive=True)[requested.option.id].extended_by(
        requested.extra_minutes
    )
    return replace(plan, minimum_notice=0, booking_window=AHEAD.days) if ignore_rules else plan


def why_not(plan: ServiceSchedule, requested: FrontDeskRequest, venue: Venue) -> str:
    """Return what would need confirmation or be refused if this were booked now; empty if nothing would.

    Uses only the schedule, plus one statement if there is a conflict.
    """
    try:
        serving = providers_for(plan, requested, venue, force=False)
    except DomainError as refused:
        return refused.message
    spans = {resource.id: plan.span(requested.starts_at, resource.id) for resource in serving}
    lanes = [(spans[resource.id], lane) for resource in serving for lane in resource.busy]
    free = sum(not any(a < ends and begins < b for a, b in lane) for (begins, ends), lane in lanes)
    if free >= requested.quantity:
        return _why_no_room(plan, requested, venue)
    return slot_conflict(plan, requested, list(spans), venue, free=free).message


def _why_no_room(plan: ServiceSchedule, requested: FrontDeskRequest, venue: Venue) -> str:
    whole = requested.starts_at, requested.starts_at + timedelta(minutes=plan.duration)
    missing = short_pool(plan, whole, requested.quantity)
    return pool_conflict(missing, requested.service, venue.zone).message if missing else ""


def check_booking_window(at: datetime, venue: Venue) -> None:
    now = clock.now()
    if not now - AGO <= at <= now + AHEAD:
        raise DomainError(FrontDeskErrorCode.TIME_OUT_OF_RANGE, earliest=now - AGO, latest=now + AHEAD, zone=venue.zone)


def providers_for(
    plan: ServiceSchedule, requested: FrontDeskRequest, venue: Venue, *, force: bool
) -> list[ResourceCalendar]:
    """Return the team members or rooms that can serve: the ones working then first, others only if `force`.

    Raises OutsideHours if too few are working and not `force`, DomainError if no team member offers the service.
    """
    able = list(plan.candidates(requested.member_id))
    if not able:
        raise DomainError(FrontDeskErrorCode.NO_MEMBER_OFFERS, service=requested.service.title)
    there = [resource for resource in able if attends(plan, resource, requested.starts_at)]
    if sum(len(resource.busy) for resource in there) >= requested.quantity:
        return there + [resource for resource in able if force and resource not in there]
    if not force:
        raise _absent(plan, requested, venue)
    return there + [resource for resource in able if resource not in there]


def attends(plan: ServiceSchedule, resource: ResourceCalendar, at: datetime) -> bool:
    """Return whether the venue is open and the team member works for the whole booking."""
    whole = at, at + timedelta(minutes=plan.minutes(resource.id))
    return working_ranges(plan.zone, plan.hours, resource, whole) == [whole]


def _absent(plan: ServiceSchedule, requested: FrontDeskRequest, venue: Venue) -> OutsideHours:
    at, zone = requested.starts_at, venue.zone
    whole = at, at + timedelta(minutes=plan.duration)
    if working_ranges(plan.zone, plan.hours, ResourceCalendar(0), whole) != [whole]:
        return OutsideHours(FrontDeskErrorCode.OUTSIDE_BUSINESS_HOURS, starts_at=at, zone=zone)
    if requested.member_id is not None:
        name = session.get_one(TeamMember, requested.member_id).first_name
        return OutsideHours(FrontDeskErrorCode.MEMBER_NOT_WORKING, name=name, starts_at=at, zone=zone)
    return OutsideHours(FrontDeskErrorCode.NO_MEMBER_WORKING, service=requested.service.title, starts_at=at, zone=zone)


def slot_conflict(
    plan: ServiceSchedule, requested: FrontDeskRequest, resources: Sequence[int], venue: Venue, *, free: int
) -> SlotTaken:
    """Return the error for a time with only `free` spots. It names the conflict if it is a single one."""
    if requested.quantity > 1:
        return SlotTaken(FrontDeskErrorCode.TOO_FEW_SPOTS, free=free)
    spans = [plan.span(requested.starts_at, resource) for resource in resources]
    found = find_conflicts(resources, (min(begins for begins, _ in spans), max(ends for _, ends in spans)))
    return SlotTaken(
        FrontDeskErrorCode.SLOT_CONFLICT,
        service=requested.service.title,
        conflict=found[0] if len(resources) == 1 and found else None,
        others_are_off=requested.member_id is None and len(plan.resources) > 1,
        zone=venue.zone,
    )
