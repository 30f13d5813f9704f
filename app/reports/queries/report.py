"""All data of the reports page, in a fixed number of statements for any period and any number of bookings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import case, func, select

from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service, ServiceOption
from app.core.db import session
from app.reports.occupancy import Fill
from app.reports.periods import Days, ReportPeriod
from app.reports.queries.base import KINDS
from app.reports.queries.counts import commission_in, parts
from app.reports.queries.deal_performance import Effect, effects
from app.reports.queries.people import Canceled, GuestCounts, MemberResults, canceled_in, guests_in, served_in
from app.reports.queries.utilization import fill
from app.reports.totals import BookingTotals, Totals, total
from app.team.models import TeamMember
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class OptionName:
    title: str
    minutes: int | None
    """None if the service has only this option."""


@dataclass(frozen=True)
class Report:
    """A report on a period and on the previous one.

    They are comparable if the venue existed for all of the previous one.
    """

    venue: Venue
    period: ReportPeriod
    comparable: bool
    parts: Sequence[BookingTotals]
    parts_before: Sequence[BookingTotals]
    fill: Fill
    fill_before: Fill
    guests: Mapping[str, GuestCounts]
    canceled: Mapping[str, Sequence[Canceled]]
    served: Sequence[MemberResults]
    effects: Sequence[Effect]
    options: Mapping[int, OptionName]
    members: Mapping[int, str]
    ever_booked: bool
    commission: int
    """Our commission so far on the bookings of the period, in cents."""

    @cached_property
    def now(self) -> Totals:
        return total(self.parts)

    @cached_property
    def then(self) -> Totals:
        """Return the totals of the previous period, which mean little unless it is `comparable`."""
        return total(self.parts_before)

    @property
    def nothing(self) -> bool:
        """Return whether there are no bookings at all on these days."""
        return not self.now.all_bookings


def report(venue: Venue, period: ReportPeriod) -> Report:
    of_both = parts(venue, period.whole)
    of_period = [part for part in of_both if part.day in period.days]
    filled = fill(venue, period.whole.first, period.whole.last)
    used = {part.deal for part in of_period if part.deal}
    return Report(
        venue=venue,
        period=period,
        comparable=venue.created_at.astimezone(venue.zone).date() <= period.before.first,
        parts=of_period,
        parts_before=[part for part in of_both if part.day in period.before],
        fill=_during(filled, period.days),
        fill_before=_during(filled, period.before),
        guests={"now": GuestCounts(), "then": GuestCounts(), **guests_in(venue, period)},
        canceled=canceled_in(venue, period),
        served=served_in(venue, period.days),
        effects=effects(venue, period, used),
        options=_options(venue),
        members=_members(venue),
        ever_booked=_ever_booked(venue),
        commission=commission_in(venue, period.days),
    )


def _during(filled: Fill, days: Days) -> Fill:
    return filled.during(days.first, days.last)


def _options(venue: Venue) -> dict[int, OptionName]:
    """Return the names of all service options, including those no longer offered."""
    has_others = func.count().over(partition_by=Service.id) > 1
    rows = session.execute(
        select(ServiceOption.id, Service.title, case((has_others, ServiceOption.duration_minutes)))
        .join(Service, Service.id == ServiceOption.service_id)
        .where(Service.venue_id == venue.id)
    )
    return {id: OptionName(title, minutes) for id, title, minutes in rows}


def _members(venue: Venue) -> dict[int, str]:
    """Return all names in the team's order, followed by former members."""
    rows = session.execute(
        select(TeamMember.id, TeamMember.name)
        .where(TeamMember.venue_id == venue.id)
        .order_by(TeamMember.position, TeamMember.id)
    )
    return {row.id: row.name for row in rows}


def _ever_booked(venue: Venue) -> bool:
    found = select(Booking.id).join(VenueOrder).where(VenueOrder.venue_id == venue.id, Booking.state.in_(KINDS))
    return session.scalar(found.limit(1)) is not None
