"""Admins' decisions on submitted deals."""

from collections.abc import Sequence

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.core.jobs import defer
from app.deals.actions.drafts import lock_with_status
from app.deals.actions.end import tell
from app.deals.actions.terms import saving
from app.deals.enums import DealStatus
from app.deals.errors import DealErrorCode
from app.deals.models import Deal


def approve_deal(*, deal: Deal, by: User | None = None) -> None:
    """Make a deal live, in place of the live deal that it changes.

    If an admin decides (`by`), the owner gets an email. Raises Conflict if it is not in review, or another deal has its
    code.
    """
    _lock_waiting(deal)
    with saving(deal):
        if deal.replaces_id is not None:
            _end_replaced(deal.replaces_id)
        deal.status, deal.live_at, deal.note, deal.returned_facts = DealStatus.APPROVED, clock.now(), "", []
    tell(deal)
    _mail(deal, by)


def reject_deal(*, deal: Deal, by: User, note: str, facts: Sequence[tuple[str, str]] = ()) -> None:
    """Request changes with a note that the owner reads word for word; its promo code becomes available.

    `facts` are what the admin read, by label: the owner sees them beside the note. Raises DomainError without a note,
    Conflict if it is not in review.
    """
    if not note.strip():
        raise DomainError(DealErrorCode.NO_NOTE)
    _lock_waiting(deal)
    deal.returned_facts = [list(fact) for fact in facts]
    deal.status, deal.note = DealStatus.CHANGES_REQUESTED, note.strip()
    session.flush()
    _mail(deal, by)


def _end_replaced(deal_id: int) -> None:
    replaced = session.get_one(Deal, deal_id, with_for_update={"key_share": True})
    if replaced.status is DealStatus.APPROVED:
        replaced.status, replaced.ended_at = DealStatus.ENDED, clock.now()
        session.flush()  # before the other deal gets its code


def _lock_waiting(deal: Deal) -> None:
    """Lock the deal, so that only one of two admins decides."""
    lock_with_status(deal, {DealStatus.IN_REVIEW}, DealErrorCode.NOT_IN_REVIEW, deal=deal.title)


def _mail(deal: Deal, by: User | None) -> None:
    if by is not None and deal.venue_id is not None:
        defer("deals.email_decided", deal_id=deal.id)
