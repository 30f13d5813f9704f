"""Figures about people: who served guests, who returned, and who canceled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, select, union_all

from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.bookings.enums import Actor, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.core.db import session
from app.facilities.queries import is_facility
from app.reports.enums import BookingOutcome
from app.reports.periods import Days, ReportPeriod
from app.reports.queries.base import KINDS, bookings_of, counted, money_back, paid_lines, which
from app.reports.queries.utilization import midnights
from app.team.models import TeamMember
from app.venues.models import Venue

CAME = [state for state, kind in KINDS.items() if kind is BookingOutcome.VISIT]


@dataclass(frozen=True, slots=True)
class MemberResults:
    """The guests that a team member served, and the member's share of the venue's revenue and of tips, in cents.

    Without a member: rooms and classes, or, if `canceled`, fees for bookings that no member had to serve.
    """

    member_id: int | None
    guests: int
    revenue: int
    tips: int
    canceled: bool = False


def served_in(venue: Venue, days: Days) -> Sequence[MemberResults]:
    """Return figures by member, in no particular order. One statement.

    The revenue and the tip of a booking with several members are split equally, odd cents to the first.
    """
    of = counted(venue, days)
    moved = union_all(paid_lines(of), money_back(of), select(of.c.id, of.c.in_person)).subquery("moved")
    booking_id, cents = moved.c
    money = select(booking_id.label("id"), func.sum(cents).label("cents")).group_by(booking_id).cte("money")
    tipped = union_all(paid_lines(of, tips=True), money_back(of, tips=True)).subquery("tipped")
    tips = select(tipped.c[0].label("id"), func.sum(tipped.c[1]).label("cents")).group_by(tipped.c[0]).cte("tips")
    number = func.count(Reservation.id).over(partition_by=of.c.id)
    place = func.row_number().over(partition_by=of.c.id, order_by=Reservation.id)
    served = Reservation.state == ReservationState.CONFIRMED, ~is_facility(Reservation.resource_id)
    each = (
        select(
            TeamMember.id.label("member_id"),
            (of.c.kind == BookingOutcome.CANCELED).label("canceled"),
            # If a reservation was removed, its member is unknown, but its guests still count.
            case((place == 1, of.c.quantity - func.greatest(number, 1) + 1), else_=1).label("guests"),
            share(func.coalesce(money.c.cents, 0), number, place).label("cents"),
            share(func.coalesce(tips.c.cents, 0), number, place).label("tips"),
        )
        .select_from(of)
        .outerjoin(money, money.c.id == of.c.id)
        .outerjoin(tips, tips.c.id == of.c.id)
        .outerjoin(Reservation, and_(Reservation.booking_id == of.c.id, *served))
        .outerjoin(TeamMember, TeamMember.resource_id == Reservation.resource_id)
        .subquery("each")
    )
    rows = session.execute(
        select(
            each.c.member_id,
            each.c.canceled,
            func.sum(case((each.c.canceled, 0), else_=each.c.guests)),
            func.sum(each.c.cents),
            func.sum(each.c.tips),
        ).group_by(each.c.member_id, each.c.canceled)
    )
    return [
        MemberResults(member_id, int(guests), int(cents), int(tips), canceled)
        for member_id, canceled, guests, cents, tips in rows
    ]


def share(cents: ColumnElement[int], number: ColumnElement[int], place: ColumnElement[int]) -> ColumnElement[int]:
    """Return the share of an amount (0 or more) for one of `number` places, counted from 1.

    All shares add up to the amount.
    """
    whole, many = cast(cents, BigInteger), func.greatest(number, 1)
    return whole // many + case((place <= whole % many, 1), else_=0)


@dataclass(frozen=True, slots=True)
class GuestCounts:
    """How many different guests came, or will, and how many of them had been at the venue before the period began."""

    came: int = 0
    before: int = 0

    @property
    def rate(self) -> float | None:
        return self.before / self.came if self.came else None


def guests_in(venue: Venue, period: ReportPeriod) -> Mapping[str, GuestCounts]:
    """Count guests by "now" and "then". One statement.

    No-shows and cancellations do not count; two guests from one company count as one.
    """
    of = counted(venue, period.whole)
    came = (
        select(which(of.c.day, period).label("which"), of.c.guest_id)
        .where(of.c.kind == BookingOutcome.VISIT, of.c.guest_id.is_not(None))
        .distinct()
        .subquery("came")
    )
    ever = bookings_of(venue).where(Booking.state.in_(CAME)).subquery("ever")
    first = select(ever.c.guest_id, func.min(ever.c.starts_at).label("at")).group_by(ever.c.guest_id).subquery("first")
    begins = case(
        (came.c.which == "now", midnights(venue, period.days.first, period.days.last)[0]),
        else_=midnights(venue, period.before.first, period.before.last)[0],
    )
    rows = session.execute(
        select(came.c.which, func.count(), func.count().filter(first.c.at < begins))
        .outerjoin(first, first.c.guest_id == came.c.guest_id)
        .where(came.c.which.is_not(None))
        .group_by(came.c.which)
    )
    return {name: GuestCounts(number, before) for name, number, before in rows}


@dataclass(frozen=True, slots=True)
class Canceled:
    """Bookings canceled by one side. Late means after the deadline for free cancellation."""

    who: Actor
    number: int = 0
    within_a_day: int = 0  # less than 24 hours before the start
    within_three: int = 0  # 24 to 72 hours
    late: int = 0
    kept: int = 0  # cents


def canceled_in(venue: Venue, period: ReportPeriod) -> Mapping[str, Sequence[Canceled]]:
    """Return cancellations by "now" and "then", each by who canceled. One statement."""
    of = counted(venue, period.whole)
    moved = union_all(paid_lines(of), money_back(of)).subquery("moved")
    booking_id, cents = moved.c
    money = select(booking_id.label("id"), func.sum(cents).label("cents")).group_by(booking_id).cte("money")
    ahead = of.c.starts_at - BookingTransition.at
    free = func.make_interval(0, 0, 0, 0, of.c.cancel_free_hours)
    rows = session.execute(
        select(
            which(of.c.day, period).label("which"),
            func.coalesce(BookingTransition.actor, Actor.SYSTEM.value).label("who"),
            func.count(),
            func.count().filter(ahead < timedelta(days=1)),
            func.count().filter(ahead.between(timedelta(days=1), timedelta(days=3))),
            func.count().filter(ahead < free),
            func.coalesce(func.sum(money.c.cents), 0),
        )
        .outerjoin(
            BookingTransition,
            (BookingTransition.booking_id == of.c.id) & (BookingTransition.to_state == BookingState.CANCELED),
        )
        .outerjoin(money, money.c.id == of.c.id)
        .where(of.c.kind == BookingOutcome.CANCELED)
        .group_by("which", "who")
    )
    found: dict[str, list[Canceled]] = {"now": [], "then": []}
    for name, who, number, day, three, late, kept in rows:
        if name is not None:
            found[name].append(Canceled(Actor(who), number, day, three, late, int(kept)))
    return found
