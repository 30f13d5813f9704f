"""Taking places, keeping them and giving them back. The database refuses an overlap whatever happens here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy import insert as insert_into
from sqlalchemy.dialects.postgresql import Range as SqlRange
from sqlalchemy.exc import IntegrityError

from app import clock
from app.availability.engine import Range, Refusal
from app.availability.enums import Reason, ReservationKind, ReservationState
from app.availability.models import Reservation
from app.availability.plans import Plan
from app.availability.queries import plans
from app.catalog.models import Performer, Service
from app.db import EXCLUSION, session, sqlstate
from app.errors import Conflict
from app.team.models import Member
from app.venues.models import Resource

Lane = tuple[int, int]  # resource id, lane from 1


@dataclass(frozen=True, slots=True)
class Claim:
    """Places wanted for a booking item: `quantity` at `starts_at` (UTC), with a member or with any."""

    item_id: int
    service_id: int
    starts_at: datetime
    quantity: int = 1
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The places that a claim got: (resource id, lane), and the members who will serve (none for rooms)."""

    lanes: tuple[Lane, ...]
    member_ids: tuple[int, ...]


class SlotGone(Conflict):
    """At least one time is no longer free. `gone` tells which claims, each with the reason."""

    def __init__(self, gone: dict[int, Refusal]) -> None:
        super().__init__("That time has just gone. Choose another near it.")
        self.gone = gone


def hold(*, claims: Sequence[Claim], until: datetime) -> dict[int, Held]:
    """Hold every claim's places until an instant, by item id. All or nothing: raises SlotGone for those that are gone.

    The caller's transaction must end when SlotGone is raised: part of the claims may have been inserted.
    """
    return _take(claims, ReservationState.HELD, until)


def book(*, claims: Sequence[Claim]) -> dict[int, Held]:
    """Take every claim's places for good, as `hold` does. Raises SlotGone."""
    return _take(claims, ReservationState.CONFIRMED, None)


def _take(claims: Sequence[Claim], state: ReservationState, until: datetime | None) -> dict[int, Held]:
    services = {claim.service_id for claim in claims}
    window = min(claim.starts_at for claim in claims), max(claim.starts_at for claim in claims) + timedelta(minutes=1)
    clear_ended_holds(lock_resources(services))
    found = plans(services, window)
    held: dict[int, Held] = {}
    gone: dict[int, Refusal] = {}
    for claim in claims:
        taken = _place(claim, found.get(claim.service_id), state, until)
        if isinstance(taken, Held):
            held[claim.item_id] = taken
        else:
            gone[claim.item_id] = taken
    if gone:
        raise SlotGone(gone)
    return held


def _place(claim: Claim, plan: Plan | None, state: ReservationState, until: datetime | None) -> Held | Refusal:
    """Check a claim by the rules, then take the first lanes that the database grants."""
    if plan is None:
        return Refusal(Reason.NO_SUCH_TIME)
    start = plan.check(claim.starts_at, quantity=claim.quantity, member_id=claim.member_id)
    if isinstance(start, Refusal):
        return start
    taken: list[Lane] = []
    for lane in plan.free_lanes(start, claim.member_id):
        if insert(lane, plan.span(start.at), claim.item_id, state, until):
            taken.append(lane)
        if len(taken) == claim.quantity:
            members = tuple(plan.members[resource] for resource, _ in taken if resource in plan.members)
            return Held(tuple(taken), members)
    return Refusal(Reason.TAKEN)


def lock_resources(service_ids: Collection[int]) -> Sequence[int]:
    """Make others who want the same people and rooms wait. Returns the ids of the resources.

    Always in the order of ids: two orders that want the same resources queue up instead of deadlocking.
    """
    performing = (
        select(Member.resource_id)
        .join(Performer, Performer.member_id == Member.id)
        .where(Performer.service_id.in_(service_ids))
    )
    rooms = select(Service.resource_id).where(Service.id.in_(service_ids), Service.resource_id.is_not(None))
    return session.scalars(
        select(Resource.id)
        .where(Resource.id.in_(performing.union(rooms)))
        .order_by(Resource.id)
        .with_for_update(key_share=True)
    ).all()


def clear_ended_holds(resource_ids: Collection[int]) -> None:
    """Delete the holds whose time has passed: they are free, but the constraint still sees them."""
    session.execute(
        delete(Reservation).where(
            Reservation.resource_id.in_(resource_ids),
            Reservation.state == ReservationState.HELD,
            Reservation.expires_at <= clock.now(),
        )
    )


def insert(lane: Lane, span: Range, item_id: int, state: ReservationState, until: datetime | None) -> bool:
    """Reserve one lane; False when the database says that it is taken. Only this insert is undone then."""
    values = {
        "resource_id": lane[0],
        "lane": lane[1],
        "during": SqlRange(*span, bounds="[)"),
        "kind": ReservationKind.BOOKING,
        "state": state,
        "expires_at": until,
        "item_id": item_id,
        "note": "",
    }
    try:
        with session.begin_nested():
            session.execute(insert_into(Reservation).values(values))
    except IntegrityError as error:
        if sqlstate(error) != EXCLUSION:
            raise
        return False
    return True


def confirm(*, item_ids: Collection[int]) -> dict[int, int]:
    """Make the holds of these items last. Returns how many places each still has: an item that lost some has fewer."""
    kept = session.scalars(
        update(Reservation)
        .where(Reservation.item_id.in_(item_ids))
        .values(state=ReservationState.CONFIRMED, expires_at=None)
        .returning(Reservation.item_id)
    ).all()
    return {item_id: kept.count(item_id) for item_id in item_ids}


def extend(*, item_ids: Collection[int], until: datetime) -> None:
    """Let the holds of these items last until another instant."""
    session.execute(
        update(Reservation)
        .where(Reservation.item_id.in_(item_ids), Reservation.state == ReservationState.HELD)
        .values(expires_at=until)
    )


def release(*, item_ids: Collection[int]) -> None:
    """Give the places of these items back, held or confirmed."""
    session.execute(delete(Reservation).where(Reservation.item_id.in_(item_ids)))
