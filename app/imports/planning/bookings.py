"""Placing upcoming bookings of a file in the calendar: the rules of the front desk, for many bookings at once.

The same engine says when a team member is working, and the same reservations say when they are taken. A time out of
hours is placed with a note, as the front desk does when the owner confirms it. A taken time never is.
"""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.availability.engine.local_time import parse_wall
from app.availability.pools import kept_for, pool_resource_ids
from app.availability.queries import load_schedules
from app.availability.schedules import Lane, ServiceSchedule
from app.bookings.conflicts import Overlap, find_conflicts
from app.bookings.enums import UPCOMING_STATES
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service, ServiceOption
from app.core import clock
from app.core.db import session
from app.deals.pricing import PriceList, Quote, quote
from app.deals.queries.prices import price_lists
from app.front_desk.availability import AHEAD, attends
from app.imports.cells import BadCell, BookingValues
from app.imports.enums import Outcome, Reason
from app.imports.planning.desk import Desk
from app.imports.planning.guests import GuestBook, guest_of_booking
from app.imports.planning.plans import KnownGuest, Plan, RowInput, refused
from app.team.models import TeamMember

ANYONE = {"", "any", "anyone", "anyone available", "no preference", "unassigned", "any staff", "-"}
Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a booking goes: its option and team member, the lane that it gets, and what that lane is reserved for.

    `besides` are the lanes of its room and equipment, all reserved for `besides_span`.
    """

    option: ServiceOption
    member_id: int | None
    lane: Lane
    span: Interval
    starts_at: datetime
    ends_at: datetime
    quote: Quote
    serving: int | None
    is_working: bool
    values: BookingValues
    besides: Sequence[Lane]
    besides_span: Interval


class BookingPlanner:
    """Plans rows of bookings. `prepare` each chunk in the order of their starts; then `plan` its rows."""

    def __init__(self, desk: Desk, book: GuestBook) -> None:
        self.desk, self.book, self.zone = desk, book, desk.venue.zone
        self._placed: dict[Lane, list[tuple[datetime, datetime, str, int]]] = {}
        self._taken: dict[Lane, list[Interval]] = {}
        self._plans: Mapping[int, ServiceSchedule] = {}
        self._prices: Mapping[int, PriceList] = {}
        self._have: set[tuple[int, int, datetime]] = set()
        self._window = clock.now(), clock.now()
        self._overlaps: list[Overlap] | None = None

    def prepare(self, rows: Sequence[RowInput]) -> None:
        """Load guests, schedules, prices and reservations for these rows: a fixed number of statements."""
        values = [row.values for row in rows if isinstance(row.values, BookingValues)]
        self.book.load(one.guest for one in values)
        starts = [row.starts_at for row in rows if row.starts_at is not None and row.starts_at > clock.now()]
        options = {option.id: option for one in values for option in self._options_of(one)}
        if not starts or not options:
            self._plans, self._taken = {}, {}
            return
        self._window = min(starts), max(starts) + timedelta(minutes=1)
        self._plans = load_schedules(options.values(), self._window, include_inactive=True)
        self._prices = price_lists(options.values())
        self._overlaps, self._taken = None, {}
        for plan in self._plans.values():
            for resource in (*plan.resources, *(unit for pool in plan.pools for unit in pool.resources)):
                for number, busy in enumerate(resource.busy, start=1):
                    self._taken.setdefault((resource.id, number), sorted(busy))
        for lane, placed in self._placed.items():
            for begins, ends, _, _ in placed if lane in self._taken else ():
                insort(self._taken[lane], (begins, ends))
        self._have |= self._booked()

    def _options_of(self, values: BookingValues) -> Sequence[ServiceOption]:
        service = self.desk.service(values.service)
        return service.options if service else ()

    def _booked(self) -> set[tuple[int, int, datetime]]:
        """Load who is booked for which service when, so that a file imported twice books once. One statement."""
        first, last = self._window
        found = session.execute(
            select(VenueOrder.guest_id, Booking.service_id, Booking.starts_at)
            .join(Booking.venue_order)
            .where(
                VenueOrder.venue_id == self.desk.venue.id,
                VenueOrder.guest_id.is_not(None),
                Booking.state.in_(UPCOMING_STATES),
                Booking.starts_at.between(first, last),
            )
        )
        return {(row.guest_id, row.service_id, row.starts_at) for row in found}

    def plan(self, row: RowInput) -> Plan:
        values = row.values
        if row.bad is not None or not isinstance(values, BookingValues):
            return refused(row, row.bad or BadCell(Reason.DATE))
        try:
            return self._plan(row, values)
        except BadCell as bad:
            return refused(row, bad)

    def _plan(self, row: RowInput, values: BookingValues) -> Plan:
        at = self._start(values)
        if at <= clock.now():
            return Plan(row, Outcome.SKIPPED, Reason.PAST)
        if at > clock.now() + AHEAD:
            raise BadCell(Reason.TOO_FAR)
        option = self._option(values)
        member = self._member(values, option.service)
        guest, is_new = guest_of_booking(self.book, row, values)
        if (_number_of(guest), option.service_id, at) in self._have:
            return Plan(row, Outcome.SKIPPED, Reason.BOOKED, {"guest": guest.name}, guest)
        placed = self._place(values, option, member.id if member else None, at)
        if placed is None:
            # The guest is imported, so that the booking can be placed by hand.
            if is_new:
                self.book.add(guest)
            plan = self._conflict(row, option, member, at)
            plan.guest, plan.makes_guest = guest, is_new
            return plan
        return self._new(row, placed, guest, is_new=is_new)

    def _start(self, values: BookingValues) -> datetime:
        at = parse_wall(self.zone, values.local)
        if at is None:
            raise BadCell(Reason.SKIPPED_TIME)
        return at

    def _is_repeated(self, values: BookingValues) -> bool:
        offsets = {values.local.replace(tzinfo=self.zone, fold=fold).utcoffset() for fold in (0, 1)}
        return len(offsets) > 1

    def _option(self, values: BookingValues) -> ServiceOption:
        service = self.desk.service(values.service)
        if service is None:
            raise BadCell(Reason.NO_SERVICE, service=values.service)
        if values.minutes is None and len(service.options) == 1:
            return service.first_option
        option = service.option_of(values.minutes)
        if option is None:
            lengths = ", ".join(str(each.duration_minutes) for each in service.options)
            raise BadCell(Reason.OPTION, service=service.title, lengths=lengths, minutes=values.minutes or 0)
        return option

    def _member(self, values: BookingValues, service: Service) -> TeamMember | None:
        name = values.member.lower()
        if name in ANYONE or not service.is_staffed:
            return None
        member = self.desk.members.get(name)
        if member is None:
            raise BadCell(Reason.MEMBER, member=values.member)
        if member.id not in {one.member_id for one in service.performers}:
            raise BadCell(Reason.MEMBER_DOES_NOT_OFFER, member=member.name, service=service.title)
        return member

    def _place(
        self, values: BookingValues, option: ServiceOption, member_id: int | None, at: datetime
    ) -> Placement | None:
        """Return where the booking fits: with someone who is working then, else with someone who isn't."""
        plan = self._plans[option.id]
        able = list(plan.candidates(member_id))
        if not able:
            raise BadCell(Reason.NO_TEAM, service=option.service.title)
        working = [resource for resource in able if attends(plan, resource, at)]
        for resource in [*working, *(one for one in able if all(one is not other for other in working))]:
            span = plan.span(at, resource.id)
            ends_at = at + timedelta(minutes=plan.minutes(resource.id))
            besides_span = kept_for(plan, (at, ends_at))
            besides = self._besides(plan, at, besides_span)
            for number in range(1, len(resource.busy) + 1) if besides is not None else ():
                if self._is_free((resource.id, number), span):
                    return Placement(
                        option,
                        member_id,
                        (resource.id, number),
                        span,
                        at,
                        ends_at,
                        self._quote(values, option, member_id, at),
                        plan.members.get(resource.id),
                        any(one is resource for one in working),
                        values,
                        besides or (),
                        besides_span,
                    )
        return None

    def _besides(self, plan: ServiceSchedule, at: datetime, span: Interval) -> Sequence[Lane] | None:
        """Return a lane of each pool, a room and equipment, or None if one of them has none."""
        lanes = []
        for pool in plan.pools:
            lane = next((lane for lane, _ in plan.pool_lanes(pool, at, 1) if self._is_free(lane, span)), None)
            if lane is None:
                return None
            lanes.append(lane)
        return lanes

    def _is_free(self, lane: Lane, span: Interval) -> bool:
        taken = self._taken.get(lane, ())
        place = bisect_left(taken, span)
        return not (place and taken[place - 1][1] > span[0]) and not (place < len(taken) and taken[place][0] < span[1])

    def _quote(self, values: BookingValues, option: ServiceOption, member_id: int | None, at: datetime) -> Quote:
        """Price it as the file does; without a price, at the usual one. Deals are for guests who book with us."""
        usual = quote(self._prices[option.id], start=at, at=clock.now(), member_id=member_id).list_each
        if values.cents is None:
            return Quote(1, usual, usual)
        return Quote(1, max(usual, values.cents), values.cents)

    def _new(self, row: RowInput, placed: Placement, guest: KnownGuest, *, is_new: bool) -> Plan:
        if is_new:
            self.book.add(guest)
        else:
            self.book.merge(guest, placed.values.guest)
        for lane, span in ((placed.lane, placed.span), *((each, placed.besides_span) for each in placed.besides)):
            insort(self._taken.setdefault(lane, []), span)
            self._placed.setdefault(lane, []).append((*span, guest.name, row.number))
        self._have.add((_number_of(guest), placed.option.service_id, placed.starts_at))
        reason = None
        if self._is_repeated(placed.values):
            reason = Reason.AMBIGUOUS_TIME
        elif not placed.is_working:
            reason = Reason.OUTSIDE_HOURS
        return Plan(row, Outcome.NEW, reason, {"guest": guest.name}, guest, makes_guest=is_new, work=placed)

    def _conflict(self, row: RowInput, option: ServiceOption, member: TeamMember | None, at: datetime) -> Plan:
        """Name what occupies the time: a row of the file, or the first conflict in the calendar."""
        plan = self._plans[option.id]
        detail: dict[str, object] = {
            "service": option.service.slug,
            "minutes": option.duration_minutes,
            "member": member.slug if member else "",
        }
        needed = [(each.id, plan.span(at, each.id)) for each in plan.candidates(member.id if member else None)]
        if any(self._is_free((resource, 1), span) for resource, span in needed):
            needed = []  # someone has time, so a room or equipment is missing
        whole = kept_for(plan, (at, at + timedelta(minutes=plan.duration)))
        needed += [(unit.id, whole) for pool in plan.pools for unit in pool.resources]
        for resource_id, (begins, ends) in needed:
            for lane, placed in self._placed.items():
                first = next((one for one in placed if one[0] < ends and begins < one[1]), None)
                if lane[0] == resource_id and first:
                    return Plan(row, Outcome.CONFLICT, Reason.TAKEN, detail | {"guest": first[2], "row": first[3]})
            calendar = (one for one in self._calendar() if one.lane[0] == resource_id)
            found = next((one for one in calendar if one.begins < ends and begins < one.ends), None)
            if found:
                return Plan(row, Outcome.CONFLICT, Reason.TAKEN, detail | {"text": found.words(self.zone)})
        return Plan(row, Outcome.CONFLICT, Reason.TAKEN, detail)

    def _calendar(self) -> list[Overlap]:
        """List everything in the calendar of this chunk's days, read once when there is a conflict. One statement."""
        if self._overlaps is None:
            resources = {resource.id for plan in self._plans.values() for resource in plan.resources}
            resources |= {resource for plan in self._plans.values() for resource in pool_resource_ids(plan)}
            first, last = self._window
            self._overlaps = find_conflicts(resources, (first - timedelta(hours=4), last + timedelta(hours=16)))
        return self._overlaps


def _number_of(guest: KnownGuest) -> int:
    """Return a number for a guest: their id, or minus the row that adds them."""
    return guest.id if guest.id is not None else -(guest.row or 0)
