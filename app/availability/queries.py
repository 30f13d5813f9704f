"""From rows to plans: all that decides the starts of many services, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ARRAY, DateTime, Function, Integer, Row, cast, column, func, or_, select
from sqlalchemy.dialects.postgresql import Range as SqlRange
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.availability.engine import Hours, Range, Resource, Span, Timetable
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.availability.plans import Plan
from app.catalog.enums import ServiceKind
from app.catalog.models import ListedStart, Performer, Service
from app.db import session
from app.hours.models import Opening
from app.team.models import Member, TimeOff
from app.venues.models import Resource as Place
from app.venues.models import Venue

# A reservation or an interval that begins a day outside the window can still reach into it.
REACH = timedelta(days=1, hours=12)

CLOSED = Hours()

Owner = tuple[int, int | None]  # venue id, member id or None for the venue's own hours


def plans(
    service_ids: Collection[int], window: Range, *, except_items: Collection[int] = (), now: datetime | None = None
) -> dict[int, Plan]:
    """A plan for each active service, good for starts inside `window`. Five statements, six with classes.

    Reservations of the booking items in `except_items` do not count: one's own hold is never in one's way.
    """
    sold = _services(service_ids)
    performers = _performers([service.id for service, _, _ in sold])
    members = {member.id: member.resource_id for _, member in performers}
    openings = _openings({venue.id for _, venue, _ in sold}, window)
    off = _time_off(members, window)
    rooms = {service.resource_id for service, _, _ in sold if service.resource_id is not None}
    busy = _busy({*rooms, *members.values()}, window, except_items, now or clock.now())
    listed = _listed([service.id for service, _, _ in sold if service.kind is ServiceKind.SCHEDULED])

    def staff(service: Service) -> list[Resource]:
        serving = [member for service_id, member in performers if service_id == service.id]
        return [
            Resource(
                id=member.resource_id,
                hours=openings.get((service.venue_id, member.id)),
                off=off.get(member.id, ()),
                busy=(busy[member.resource_id, 1],),
            )
            for member in serving
        ]

    def room(resource_id: int, lanes: int) -> list[Resource]:
        taken = tuple(busy[resource_id, lane] for lane in range(1, lanes + 1))
        return [Resource(id=resource_id, hours=None, off=(), busy=taken)]

    return {
        service.id: Plan(
            service_id=service.id,
            venue_id=venue.id,
            zone=venue.zone,
            hours=openings.get((venue.id, None), CLOSED),
            resources=staff(service) if service.resource_id is None else room(service.resource_id, lanes or 1),
            members={member.resource_id: member.id for service_id, member in performers if service_id == service.id},
            duration=service.duration_minutes,
            before=service.before_minutes,
            after=service.after_minutes,
            step=service.step_minutes,
            listed=listed.get(service.id, Timetable()) if service.kind is ServiceKind.SCHEDULED else None,
            notice=venue.notice_minutes,
            horizon=venue.horizon_days,
            window=window,
        )
        for service, venue, lanes in sold
    }


def venue_hours(venue_ids: Collection[int], window: Range) -> dict[int, Hours]:
    """The venues' own hours, good for instants inside `window`. One statement."""
    return {venue: hours for (venue, member), hours in _openings(venue_ids, window).items() if member is None}


def _services(service_ids: Collection[int]) -> Sequence[Row[Service, Venue, int]]:
    return session.execute(
        select(Service, Venue, Place.lanes)
        .join(Venue, Venue.id == Service.venue_id)
        .outerjoin(Place, Place.id == Service.resource_id)
        .where(Service.id.in_(service_ids), Service.active)
        .order_by(Service.id)
    ).all()


def _performers(service_ids: Collection[int]) -> list[tuple[int, Member]]:
    """(service id, member) of staffed services, in the order of the members' ids."""
    rows = session.execute(
        select(Performer.service_id, Member)
        .join(Member, Member.id == Performer.member_id)
        .where(Performer.service_id.in_(service_ids))
        .order_by(Member.id)
    )
    return [(service_id, member) for service_id, member in rows]


def _openings(venue_ids: Collection[int], window: Range) -> dict[Owner, Hours]:
    """Hours by (venue id, member id or None for the venue's own)."""
    from_date, to_date = (window[0] - 2 * REACH).date(), (window[1] + 2 * REACH).date()
    rows = session.execute(
        select(Opening.venue_id, Opening.member_id, Opening.weekday, Opening.on_date, Opening.opens, Opening.closes)
        .where(Opening.venue_id.in_(venue_ids))
        .where(or_(Opening.on_date.is_(None), Opening.on_date.between(from_date, to_date)))
        .order_by(Opening.opens)
    )
    weekly: defaultdict[Owner, defaultdict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    dates: defaultdict[Owner, defaultdict[date, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for venue_id, member_id, weekday, on_date, opens, closes in rows:
        of = venue_id, member_id
        if weekday is not None:
            spans = weekly[of][weekday]
        elif on_date is not None:
            spans = dates[of][on_date]
        if closes > opens:  # both zero: closed on that date, which its empty list says
            spans.append((opens, closes))
    return {of: Hours(weekly[of], dates[of]) for of in {*weekly, *dates}}


def _time_off(member_ids: Collection[int], window: Range) -> dict[int, list[Range]]:
    off: defaultdict[int, list[Range]] = defaultdict(list)
    for member_id, begins, ends in session.execute(
        select(TimeOff.member_id, _lower(TimeOff.during), _upper(TimeOff.during))
        .where(TimeOff.member_id.in_(member_ids), TimeOff.during.op("&&")(_reach(window)))
        .order_by(TimeOff.during)
    ):
        off[member_id].append((begins, ends))
    return off


def _busy(
    resource_ids: Collection[int], window: Range, except_items: Collection[int], now: datetime
) -> defaultdict[tuple[int, int], list[Range]]:
    """The live reservations by (resource id, lane), in order. A hold whose time has passed is free."""
    live = or_(Reservation.state == ReservationState.CONFIRMED, Reservation.expires_at > now)
    # Joined to a list instead of "= ANY": only so does the exclusion's index find a resource and a range at once.
    wanted = (
        func.unnest(cast(sorted(resource_ids), ARRAY(Integer)))
        .table_valued(column("id", Integer))
        .render_derived("wanted")
    )
    query = (
        select(Reservation.resource_id, Reservation.lane, _lower(Reservation.during), _upper(Reservation.during))
        .select_from(wanted)
        .join(Reservation, Reservation.resource_id == wanted.c.id)
        .where(Reservation.during.op("&&")(_reach(window)), live)
        .order_by(Reservation.resource_id, Reservation.lane, Reservation.during)
    )
    if except_items:
        query = query.where(or_(Reservation.item_id.is_(None), Reservation.item_id.not_in(except_items)))
    busy: defaultdict[tuple[int, int], list[Range]] = defaultdict(list)
    for resource_id, lane, begins, ends in session.execute(query):
        busy[resource_id, lane].append((begins, ends))
    return busy


def _listed(service_ids: Collection[int]) -> dict[int, Timetable]:
    """The listed starts of scheduled services."""
    if not service_ids:
        return {}
    weekly: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    dates: defaultdict[int, defaultdict[date, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in session.scalars(
        select(ListedStart).where(ListedStart.service_id.in_(service_ids)).order_by(ListedStart.minute)
    ):
        if row.weekday is not None:
            weekly[row.service_id][row.weekday].append(row.minute)
        elif row.on_date is not None:
            dates[row.service_id][row.on_date].append(row.minute)
    return {service_id: Timetable(weekly[service_id], dates[service_id]) for service_id in {*weekly, *dates}}


def _lower(during: InstrumentedAttribute[SqlRange[datetime]]) -> Function[datetime]:
    return func.lower(during, type_=DateTime(timezone=True))


def _upper(during: InstrumentedAttribute[SqlRange[datetime]]) -> Function[datetime]:
    return func.upper(during, type_=DateTime(timezone=True))


def _reach(window: Range) -> SqlRange[datetime]:
    return SqlRange(window[0] - REACH, window[1] + REACH, bounds="[)")
