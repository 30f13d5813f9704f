"""Whether a booking can be added at the front desk, who can serve it, and its list price."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.availability.engine import ResourceCalendar, working_ranges
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.bookings.conflicts import OutsideHours, find_conflicts
from app.bookings.enums import SettledBy
from app.catalog.models import AddOn, Service
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.core.formats import moment, month
from app.deals.pricing import Quote, quote
from app.deals.queries import price_lists
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

    service: Service
    starts_at: datetime
    member_id: int | None = None
    quantity: int = 1
    extras: Sequence[AddOn] = ()
    note: str = ""
    price_cents: int | None = None
    price_reason: str = ""
    shown_cents: int | None = None
    settled_by: SettledBy = SettledBy.UNPAID

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
    return quote(
        price_lists([requested.service])[requested.service.id],
        start=requested.starts_at,
        at=clock.now(),
        quantity=requested.quantity,
        member_id=requested.member_id,
        extra_cents=requested.extra_cents,
    )


def plan_for(
    requested: FrontDeskRequest, *, ahead: timedelta = timedelta(minutes=1), ignore_rules: bool = False
) -> ServiceSchedule:
    """Load the schedule of the service with its add-ons, for starts from the requested one until `ahead` later.

    `ignore_rules` drops the minimum notice and widens the booking window to AHEAD.
    """
    window = requested.starts_at, requested.starts_at + ahead
    plan = load_schedules([requested.service], window, include_inactive=True)[requested.service.id].extended_by(
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
    return describe_conflict(plan, requested, list(spans), venue, free=free) if free < requested.quantity else ""


def check_booking_window(at: datetime, venue: Venue) -> None:
    now = clock.now()
    if not now - AGO <= at <= now + AHEAD:
        earliest, latest = moment(now - AGO, venue.zone), month((now + AHEAD).astimezone(venue.zone).date())
        raise DomainError(_("Choose a time from %(earliest)s to %(latest)s.", earliest=earliest, latest=latest))


def providers_for(
    plan: ServiceSchedule, requested: FrontDeskRequest, venue: Venue, *, force: bool
) -> list[ResourceCalendar]:
    """Return the team members or rooms that can serve: the ones working then first, others only if `force`.

    Raises OutsideHours if too few are working and not `force`, DomainError if no team member offers the service.
    """
    able = list(plan.candidates(requested.member_id))
    if not able:
        raise DomainError(
            _(
                "No team member offers %(service)s. Add one on the service’s page, then try again.",
                service=requested.service.title,
            )
        )
    there = [resource for resource in able if attends(plan, resource, requested.starts_at)]
    if sum(len(resource.busy) for resource in there) >= requested.quantity:
        return there + [resource for resource in able if force and resource not in there]
    if not force:
        raise OutsideHours(_absent(plan, requested, venue))
    return there + [resource for resource in able if resource not in there]


def attends(plan: ServiceSchedule, resource: ResourceCalendar, at: datetime) -> bool:
    """Return whether the venue is open and the team member works for the whole booking."""
    whole = at, at + timedelta(minutes=plan.minutes(resource.id))
    return working_ranges(plan.zone, plan.hours, resource, whole) == [whole]


def _absent(plan: ServiceSchedule, requested: FrontDeskRequest, venue: Venue) -> str:
    when = moment(requested.starts_at, venue.zone)
    whole = requested.starts_at, requested.starts_at + timedelta(minutes=plan.duration)
    if working_ranges(plan.zone, plan.hours, ResourceCalendar(0), whole) != [whole]:
        return _("This booking is outside your business hours (%(time)s).", time=when)
    if requested.member_id is not None:
        name = session.get_one(TeamMember, requested.member_id).first_name
        return _("%(name)s isn’t working for all of this booking: %(time)s.", name=name, time=when)
    return _(
        "No team member for %(service)s is working for all of this booking: %(time)s.",
        service=requested.service.title,
        time=when,
    )


def describe_conflict(
    plan: ServiceSchedule, requested: FrontDeskRequest, resources: Sequence[int], venue: Venue, *, free: int
) -> str:
    """Describe the conflict, by name if it is a single one."""
    if requested.quantity > 1:
        if not free:
            return _("No spots are available at this time. Choose another time or fewer guests.")
        return ngettext(
            "Only %(num)d spot is available at this time. Choose another time or fewer guests.",
            "Only %(num)d spots are available at this time. Choose another time or fewer guests.",
            free,
        )
    spans = [plan.span(requested.starts_at, resource) for resource in resources]
    taken = find_conflicts(resources, (min(begins for begins, _ in spans), max(ends for _, ends in spans)))
    nobody = _("No one is available for %(service)s at this time.", service=requested.service.title)
    choose = _("Choose another time.")
    if len(resources) > 1 or not taken:
        return f"{nobody} {choose}"
    others = requested.member_id is None and len(plan.resources) > 1  # the others are not working then
    return f"{f'{nobody} ' if others else ''}{taken[0].words(venue.zone)} {choose}"
