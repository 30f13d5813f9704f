from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.catalog.models import Service
from app.db import UNIQUE, session, sqlstate
from app.deals.enums import DealKind, DealStatus
from app.deals.models import MAX_PERCENT, Deal, DealWindow
from app.deals.pricing import Window
from app.errors import Conflict, DomainError, NotFound
from app.hours.models import DAY
from app.jobs import defer
from app.venues.actions import touched
from app.venues.models import Venue


def create_deal(
    *,
    venue: Venue,
    title: str,
    kind: DealKind,
    amount: int,
    valid_from: datetime,
    valid_to: datetime | None = None,
    service: Service | None = None,
    windows: Sequence[Window] = (),
    last_minute_hours: int | None = None,
    code: str | None = None,
    stacks: bool = False,
) -> Deal:
    """A deal on all of a venue, or on one of its services, that waits for approval.

    `amount` is percent, or cents off each place; the two instants are aware and say when people may book with it.
    Raises DomainError, NotFound for another venue's service, Conflict when another deal has the code.
    """
    if service is not None and service.venue_id != venue.id:
        raise NotFound(f"{venue.name} does not offer this service.")
    deal = Deal(
        venue_id=venue.id,
        service_id=service.id if service else None,
        title=title,
        kind=kind,
        amount=amount,
        valid_from=valid_from,
        valid_to=valid_to,
        last_minute_hours=last_minute_hours,
        code=code.strip().upper() if code else None,
        stacks=stacks,
        status=DealStatus.PENDING,
        windows=[DealWindow(weekday=window.weekday, opens=window.opens, closes=window.closes) for window in windows],
    )
    _refuse_bad_deal(deal)
    _insert(deal)
    return deal


def approve_deal(*, deal: Deal, by: User | None = None) -> None:
    """Let it count; decided `by` an admin, the provider is told. Raises Conflict when it does not wait for approval."""
    _lock_waiting(deal)
    deal.status = DealStatus.APPROVED
    _tell(deal)
    _mail(deal, by)


def reject_deal(*, deal: Deal, by: User, note: str) -> None:
    """Send it back with a note that the provider reads word for word; its code is free again.

    Raises DomainError without a note, Conflict when it does not wait for approval.
    """
    if not note.strip():
        raise DomainError("Write what is to be changed. The provider reads it word for word.")
    _lock_waiting(deal)
    deal.status, deal.note = DealStatus.REJECTED, note.strip()
    session.flush()
    _mail(deal, by)


def end_deal(*, deal: Deal) -> None:
    """Let it count no more, for good; its code is free again. Ending it twice does nothing."""
    deal.status = DealStatus.ENDED
    _tell(deal)


def _lock_waiting(deal: Deal) -> None:
    """Of two admins one decides."""
    session.refresh(deal, ["status"], with_for_update={"key_share": True})
    if deal.status is not DealStatus.PENDING:
        raise Conflict(f"“{deal.title}” does not wait for approval. Reload the list to see what does.")


def _mail(deal: Deal, by: User | None) -> None:
    if by is not None and deal.venue_id is not None:
        defer("deals.mail_decided", deal_id=deal.id)


def _tell(deal: Deal) -> None:
    if deal.venue_id is not None:
        touched(deal.venue_id)
    session.flush()


def _refuse_bad_deal(deal: Deal) -> None:
    if deal.kind is DealKind.PERCENT and not 1 <= deal.amount <= MAX_PERCENT:
        raise DomainError(f"Give between 1 and {MAX_PERCENT} percent off.")
    if deal.kind is DealKind.FIXED and deal.amount < 1:
        raise DomainError("Give at least one cent off.")
    if deal.valid_to is not None and deal.valid_to <= deal.valid_from:
        raise DomainError("The deal ends after it begins. Check the two dates.")
    if deal.last_minute_hours is not None and not 1 <= deal.last_minute_hours <= 168:
        raise DomainError("Last minute means 1 to 168 hours (7 days) before the start.")
    if deal.stacks and deal.code is None:
        raise DomainError("Only a deal with a code can come on top of another one. Give it a code.")
    for window in deal.windows:
        if not (0 <= window.weekday <= 6 and 0 <= window.opens < DAY):
            raise DomainError("An off-peak window begins on a weekday, before midnight.")
        if not window.opens < window.closes <= window.opens + DAY:
            raise DomainError("An off-peak window lasts up to 24 hours. Check its two times.")


def _insert(deal: Deal) -> None:
    try:
        with session.begin_nested():
            session.add(deal)
    except IntegrityError as error:
        if sqlstate(error) != UNIQUE:
            raise
        raise Conflict(f"Another deal has the code {deal.code}. Choose a different one.") from error
