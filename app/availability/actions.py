"""Reserve, hold and release time. The database refuses an overlap regardless of what this module does."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, update

from app.availability.engine.types import Range, Refusal, Start
from app.availability.enums import ReservationState, UnavailableReason
from app.availability.errors import AvailabilityErrorCode
from app.availability.models import Reservation
from app.availability.pools import PoolTaken, ends_of, planned_lanes, pool_resource_ids, reserve_pools
from app.availability.queries import load_schedules
from app.availability.schedules import Lane, ServiceSchedule
from app.availability.slots import reserve
from app.catalog.queries import active_options
from app.core.db import session
from app.core.errors import Conflict


@dataclass(frozen=True, slots=True)
class Claim:
    """Spots requested for a booking: `quantity` at `starts_at` (UTC), with a chosen team member or anyone available."""

    booking_id: int
    option_id: int
    starts_at: datetime
    quantity: int = 1
    member_id: int | None = None
    # Minutes that add-ons need on top of the service itself.
    extra_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """The spots that a claim got: (resource id, lane), the team members who will serve (none for rooms), and when the
    last of them finishes (UTC)."""

    lanes: tuple[Lane, ...]
    member_ids: tuple[int, ...]
    ends_at: datetime
    # The lanes of rooms and equipment that the booking got besides.
    pool_lanes: tuple[Lane, ...] = ()


class SlotUnavailable(Conflict):
    """At least one requested time is no longer available. `unavailable` maps booking ids to the reason."""

    def __init__(self, unavailable: dict[int, Refusal]) -> None:
        super().__init__(AvailabilityErrorCode.SLOT_UNAVAILABLE)
        self.unavailable = unavailable


def hold(
    *, claims: Sequence[Claim], until: datetime, read: Mapping[int, ServiceSchedule] | None = None
) -> dict[int, Held]:
    """Hold every claim's spots until an instant; return them by booking id. All or nothing: raises SlotUnavailable for
    the claims that failed.

    `read` are the schedules by option id that the caller has already loaded in this transaction, valid for each
    claim's start; without them they are loaded here. Reservations made since then are detected when the spots are
    reserved. The caller's transaction must end when SlotUnavailable is raised: part of the claims may have been
    inserted.
    """
    return _take(claims, schedules_for(claims) if read is None else read, ReservationState.HELD, until)


def book(*, claims: Sequence[Claim]) -> dict[int, Held]:
    """Reserve every claim's spots permanently, in the same way as `hold`. Raises SlotUnavailable."""
    return _take(claims, schedules_for(claims), ReservationState.CONFIRMED, None)


def schedules_for(claims: Sequence[Claim], *, except_bookings: Collection[int] = ()) -> dict[int, ServiceSchedule]:
    """Load the schedules that decide whether these claims are available, by option id."""
    window = min(claim.starts_at for claim in claims), max(claim.starts_at for claim in claims) + timedelta(minutes=1)
    options = active_options({claim.option_id for claim in claims})
    return load_schedules(options, window, except_bookings=except_bookings)


def _take(
    claims: Sequence[Claim], read: Mapping[int, ServiceSchedule], state: ReservationState, until: datetime | None
) -> dict[int, Held]:
    """Check the rules, then lock, then reserve: a claim that cannot succeed never blocks other transactions."""
    allowed, unavailable = _by_the_rules(claims, read)
    if unavailable:
        raise SlotUnavailable(unavailable)
    locked = {place for claim in claims for place in _may_take(claim, read[claim.option_id])}
    held: dict[int, Held] = {}
    late = []
    planned = _planned(claims, read)

    def order(claim: Claim) -> tuple[bool, int]:
        """Return the sort key of a claim: the fewest alternatives first, so that "Anyone available" does not take the
        member that another line chose, or the only one that suits it."""
        return claim.member_id is None, len(_may_take(claim, read[claim.option_id]))

    for claim in sorted(claims, key=order):
        plan = read[claim.option_id].extended_by(claim.extra_minutes)
        taken = partial(reserve, booking_id=claim.booking_id, state=state, until=until, locked=locked)
        preferred = planned.get(claim.booking_id, ())
        held[claim.booking_id] = _take_one(claim, plan, allowed[claim.booking_id], taken, preferred)
        if not held[claim.booking_id].lanes:
            late.append(claim)
    if late:
        raise SlotUnavailable(_reasons(late))
    return held


def _may_take(claim: Claim, plan: ServiceSchedule) -> set[int]:
    """Return the resources that a claim may take, to be locked."""
    return {place.id for place in plan.candidates(claim.member_id)} | pool_resource_ids(plan)


def _planned(claims: Sequence[Claim], read: Mapping[int, ServiceSchedule]) -> dict[int, set[Lane]]:
    """Return lanes of rooms and equipment that suit all claims together, by booking id. With anyone available, a claim
    may take as long as its slowest team member."""
    known: dict[int, tuple[ServiceSchedule, Range, int]] = {}
    for claim in claims:
        plan = read[claim.option_id].extended_by(claim.extra_minutes)
        serving = [each.id for each in plan.candidates(claim.member_id)]
        if plan.pools and serving:
            whole = claim.starts_at, ends_of(plan, claim.starts_at, serving)
            known[claim.booking_id] = plan, whole, claim.quantity
    return planned_lanes(known)


def _take_one(
    claim: Claim,
    plan: ServiceSchedule,
    start: Start,
    taken: Callable[..., tuple[Lane, ...]],
    preferred: Collection[Lane],
) -> Held:
    """Reserve the spots of one claim. Returns a result without lanes if too few are free."""
    offered = [(lane, plan.span(start.at, lane[0])) for lane in plan.lanes(start, claim.member_id)]
    lanes = taken(offered, claim.quantity)
    # A party ends together, when the slowest team member is done.
    ends_at = ends_of(plan, start.at, [place for place, _ in lanes])
    nothing = Held((), (), ends_at)
    if len(lanes) < claim.quantity:
        return nothing
    try:
        besides = reserve_pools(
            plan,
            (start.at, ends_at),
            claim.quantity,
            lambda lanes, guests: taken(lanes, claim.quantity, guests=guests),
            current=preferred,
        )
    except PoolTaken:
        return nothing
    members = tuple(plan.members[place] for place, _ in lanes if place in plan.members)
    return Held(lanes, members, ends_at, besides)


def _by_the_rules(
    claims: Sequence[Claim], read: Mapping[int, ServiceSchedule]
) -> tuple[dict[int, Start], dict[int, Refusal]]:
    """Split claims into the starts that the rules allow and the refusals for the rest; both by booking id."""
    allowed: dict[int, Start] = {}
    unavailable: dict[int, Refusal] = {}
    for claim in claims:
        plan = read.get(claim.option_id)
        if plan is None:
            unavailable[claim.booking_id] = Refusal(UnavailableReason.NO_SUCH_TIME)
            continue
        found = plan.extended_by(claim.extra_minutes).check(
            claim.starts_at, quantity=claim.quantity, member_id=claim.member_id
        )
        if isinstance(found, Start):
            allowed[claim.booking_id] = found
        else:
            unavailable[claim.booking_id] = found
    return allowed, unavailable


def _reasons(late: Sequence[Claim]) -> dict[int, Refusal]:
    """Return why these claims came too late, as of now. The conflict may be another line of the same order, but not
    what the claim itself got before something was missing."""
    _, unavailable = _by_the_rules(late, schedules_for(late, except_bookings=[claim.booking_id for claim in late]))
    return {claim.booking_id: unavailable.get(claim.booking_id, Refusal(UnavailableReason.TAKEN)) for claim in late}


def confirm(*, booking_ids: Collection[int]) -> dict[int, int]:
    """Make the holds of these bookings permanent. Return how many spots each still has: fewer if it lost some."""
    kept = session.scalars(
        update(Reservation)
        .where(Reservation.booking_id.in_(booking_ids))
        .values(state=ReservationState.CONFIRMED, expires_at=None)
        .returning(Reservation.booking_id)
    ).all()
    return {booking_id: kept.count(booking_id) for booking_id in booking_ids}


def extend(*, booking_ids: Collection[int], until: datetime) -> None:
    """Extend the holds of these bookings until another instant."""
    session.execute(
        update(Reservation)
        .where(Reservation.booking_id.in_(booking_ids), Reservation.state == ReservationState.HELD)
        .values(expires_at=until)
    )


def release_held(*, booking_ids: Collection[int]) -> None:
    """Release the spots that are only held for these bookings."""
    session.execute(
        delete(Reservation).where(Reservation.booking_id.in_(booking_ids), Reservation.state == ReservationState.HELD)
    )


def release(*, booking_ids: Collection[int]) -> None:
    """Release the spots of these bookings, held or confirmed."""
    session.execute(delete(Reservation).where(Reservation.booking_id.in_(booking_ids)))
