"""Time that the venue blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Range

from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Block, Reservation
from app.availability.slots import lock_resources
from app.bookings.conflicts import find_conflicts
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.front_desk.errors import FrontDeskErrorCode
from app.front_desk.queries import Bookable
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue

LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BlockedTime:
    """The team members and rooms to block, and when: two aware instants, half-open."""

    who: Sequence[Bookable]
    begins: datetime
    ends: datetime
    note: str = ""


class Taken(Conflict):
    """A conflict between the time to block and something else."""


def add_block(*, venue: Venue, blocked_time: BlockedTime, restores: bool = False) -> Block:
    """Block time for the venue. Raises Taken, which names the conflict, and DomainError if the input makes no sense.

    The time must not be over, unless the block `restores` one that was removed.
    """
    _check(blocked_time)
    if not restores:
        _refuse_past(blocked_time)
    block = Block(
        venue_id=venue.id, begins=blocked_time.begins, ends=blocked_time.ends, note=blocked_time.note, sequence=0
    )
    _make_room(venue, blocked_time, block)
    session.add(block)
    session.flush()
    _take(block, blocked_time)
    schedule_reindex(venue.id)
    return block


def change_block(*, venue: Venue, block: Block, blocked_time: BlockedTime, sequence: int) -> None:
    """Change the time, note, team members or rooms of a block. Raises Conflict unless `sequence` is its current
    version; otherwise raises the same errors as `add_block`. A block that is over may change within the past."""
    _check(blocked_time)
    _lock(block)
    if block.sequence != sequence:
        raise Conflict(FrontDeskErrorCode.BLOCK_CHANGED)
    if block.ends > clock.now():
        _refuse_past(blocked_time)
    _make_room(venue, blocked_time, block)
    session.execute(delete(Reservation).where(Reservation.block_id == block.id))
    block.begins, block.ends, block.note = blocked_time.begins, blocked_time.ends, blocked_time.note
    block.sequence += 1
    session.flush()
    _take(block, blocked_time)
    schedule_reindex(venue.id)


def remove_block(*, venue: Venue, block: Block) -> None:
    """Remove a block, so that its time can be booked again."""
    session.delete(block)
    schedule_reindex(venue.id)
    session.flush()


def _check(blocked_time: BlockedTime) -> None:
    if not blocked_time.who:
        raise DomainError(FrontDeskErrorCode.NOBODY_CHOSEN)
    if blocked_time.ends <= blocked_time.begins:
        raise DomainError(FrontDeskErrorCode.ENDS_BEFORE_START)
    if blocked_time.ends - blocked_time.begins > LONGEST:
        raise DomainError(FrontDeskErrorCode.BLOCK_TOO_LONG)


def _refuse_past(blocked_time: BlockedTime) -> None:
    if blocked_time.ends <= clock.now():
        raise DomainError(FrontDeskErrorCode.TIME_PASSED)


def _lock(block: Block) -> None:
    """Reload the block and lock its row until this transaction ends."""
    session.refresh(block, with_for_update=True)


def _make_room(venue: Venue, blocked_time: BlockedTime, block: Block) -> None:
    """Lock the resources and raise Taken if the time has a conflict. Deletes expired holds in that time."""
    ids = [who.resource_id for who in blocked_time.who]
    lock_resources(ids)
    window = blocked_time.begins, blocked_time.ends
    found = find_conflicts(ids, window, but_block=block.id)
    if found:
        raise Taken(
            FrontDeskErrorCode.BLOCK_CONFLICT,
            first=found[0],
            others=len(found) - 1,
            can_leave_out=len(ids) > 1,
            zone=venue.zone,
        )
    # Only expired holds can be left in that time.
    session.execute(
        delete(Reservation).where(
            Reservation.resource_id.in_(ids),
            Reservation.during.op("&&")(Range(*window, bounds="[)")),
            Reservation.expires_at <= clock.now(),
        )
    )


def _take(block: Block, blocked_time: BlockedTime) -> None:
    """Reserve every lane: blocking a room blocks its full capacity."""
    session.add_all(
        Reservation(
            resource_id=who.resource_id,
            lane=lane,
            during=Range(block.begins, block.ends, bounds="[)"),
            kind=ReservationKind.BLOCK,
            state=ReservationState.CONFIRMED,
            block_id=block.id,
        )
        for who in blocked_time.who
        for lane in range(1, who.capacity + 1)
    )
    session.flush()
