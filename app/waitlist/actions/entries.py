"""Joining and leaving the waitlist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.queries.users import lock_user
from app.availability.day_parts import Window
from app.availability.schedules import ServiceSchedule
from app.catalog.models import Service, ServiceOption
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.waitlist.actions.openings import on_slot_freed
from app.waitlist.enums import OPEN, WaitlistState
from app.waitlist.errors import WaitlistErrorCode
from app.waitlist.models import WaitlistEntry
from app.waitlist.queries import count_open, lock_entry, matching_starts, plans_for

HOLD = timedelta(minutes=15)
MOST_OPEN = 5


@dataclass(frozen=True, slots=True)
class WaitlistRequest:
    """Any start of an option within a window, with one team member or anyone, for a number of guests."""

    option: ServiceOption
    window: Window
    member_id: int | None = None
    quantity: int = 1

    @property
    def service(self) -> Service:
        return self.option.service


class AlreadyAvailable(Conflict):
    """The error when joining the waitlist is unnecessary: `starts` can be booked now."""

    def __init__(self, starts: Sequence[datetime]) -> None:
        super().__init__(WaitlistErrorCode.AVAILABLE_NOW)
        self.starts = starts


def join_waitlist(*, user_id: int, requested: WaitlistRequest) -> WaitlistEntry:
    """Add an entry at the end of the waitlist. If the guest already has the same open entry, return that one.

    Raises AlreadyAvailable if a matching time can be booked now, DomainError if the request can never be fulfilled or
    exceeds the limit of open entries, and NotFound if the team member does not provide the service.
    """
    _check(requested)
    lock_user(user_id)  # so that concurrent requests cannot exceed the limit
    earliest, latest = requested.window
    known = _open_entry(
        user_id=user_id,
        option_id=requested.option.id,
        member_id=requested.member_id,
        earliest=earliest,
        latest=latest,
    )
    if known is not None:
        return known
    if count_open(user_id) >= MOST_OPEN:
        raise DomainError(WaitlistErrorCode.TOO_MANY_WAITLISTS, number=MOST_OPEN)
    plan = plans_for([requested.option], [requested.window])[requested.option.id]
    new = WaitlistEntry(
        user_id=user_id,
        venue_id=requested.service.venue_id,
        service_id=requested.service.id,
        option_id=requested.option.id,
        member_id=requested.member_id,
        quantity=requested.quantity,
        earliest=earliest,
        latest=latest,
        refused=[],
    )
    _check_window(plan, requested)
    free = matching_starts(plan, new, after=clock.now())
    if free:
        raise AlreadyAvailable([start.at for start in free])
    session.add(new)
    session.flush()
    return new


def _check(requested: WaitlistRequest) -> None:
    if requested.member_id is not None and requested.member_id not in {
        one.member_id for one in requested.service.performers
    }:
        raise NotFound(WaitlistErrorCode.MEMBER_NOT_OFFERED)
    if not 1 <= requested.quantity <= requested.service.max_quantity:
        raise DomainError(WaitlistErrorCode.TOO_MANY_GUESTS, num=requested.service.max_quantity)
    if requested.member_id is not None and requested.quantity > 1:
        raise DomainError(WaitlistErrorCode.ONE_GUEST_PER_MEMBER)


def _check_window(plan: ServiceSchedule, requested: WaitlistRequest) -> None:
    now, zone = clock.now(), plan.zone
    day = requested.window[0].astimezone(zone).date()
    if requested.window[1] < now + max(timedelta(minutes=plan.minimum_notice), HOLD):
        raise DomainError(WaitlistErrorCode.TOO_LATE_TO_JOIN)
    if day > now.astimezone(zone).date() + timedelta(days=plan.booking_window):
        raise DomainError(WaitlistErrorCode.BEYOND_BOOKING_WINDOW, num=plan.booking_window)
    if not any(opens <= requested.window[1] and requested.window[0] < closes for opens, closes in plan.open_on(day)):
        raise DomainError(WaitlistErrorCode.VENUE_CLOSED, venue=requested.service.venue.name)


def _open_entry(
    *, user_id: int, option_id: int, member_id: int | None, earliest: datetime, latest: datetime
) -> WaitlistEntry | None:
    """Return the open entry for the same option, team member and window, of which there is at most one."""
    return session.scalar(
        select(WaitlistEntry).where(
            WaitlistEntry.user_id == user_id,
            WaitlistEntry.option_id == option_id,
            WaitlistEntry.member_id.is_not_distinct_from(member_id),
            WaitlistEntry.earliest == earliest,
            WaitlistEntry.latest == latest,
            WaitlistEntry.state.in_(OPEN),
        )
    )


def leave_waitlist(*, wait_id: int) -> None:
    """End a waitlist entry. An open offer must be declined first. Raises Conflict if the entry has ended."""
    wait = lock_entry(wait_id)
    if wait.state not in OPEN:
        raise Conflict(WaitlistErrorCode.NOT_ON_WAITLIST)
    end_entry(wait, WaitlistState.WITHDRAWN)
    session.flush()


def rejoin_waitlist(*, wait_id: int) -> None:
    """Undo leaving the waitlist, in the same position as before. Raises Conflict if the time has passed or the guest
    has joined again since, and DomainError if they have too many open entries."""
    wait = lock_entry(wait_id)
    if wait.state is not WaitlistState.WITHDRAWN or wait.latest < clock.now():
        raise Conflict(WaitlistErrorCode.NO_REJOIN)
    lock_user(wait.user_id)  # as `join_waitlist` does
    if _open_entry(
        user_id=wait.user_id,
        option_id=wait.option_id,
        member_id=wait.member_id,
        earliest=wait.earliest,
        latest=wait.latest,
    ):
        raise Conflict(WaitlistErrorCode.ALREADY_ON_WAITLIST)
    if count_open(wait.user_id) >= MOST_OPEN:
        raise DomainError(WaitlistErrorCode.TOO_MANY_WAITLISTS, number=MOST_OPEN)
    wait.state, wait.order_id, wait.ended_at = WaitlistState.WAITING, None, None
    session.flush()
    on_slot_freed(wait.venue_id)


def end_entry(wait: WaitlistEntry, state: WaitlistState) -> None:
    wait.state, wait.ended_at = state, clock.now()


def end_passed() -> int:
    """End the entries whose time has passed and return how many. Offers are left to their orders."""
    expired = session.scalars(
        select(WaitlistEntry)
        .where(WaitlistEntry.state == WaitlistState.WAITING, WaitlistEntry.latest < clock.now())
        .with_for_update(skip_locked=True)
    ).all()
    for wait in expired:
        end_entry(wait, WaitlistState.OVER)
    session.flush()
    return len(expired)
