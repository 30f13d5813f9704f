"""Ending a deal, and undoing that shortly after."""

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.deals.actions.drafts import lock, lock_with_status
from app.deals.actions.terms import saving
from app.deals.enums import DealStatus
from app.deals.errors import DealErrorCode
from app.deals.models import Deal
from app.deals.queries.deals import is_over
from app.taxonomy.actions.categories import REFRESH
from app.venues.actions.reindex import schedule_reindex

# How long ending a deal can be undone; after that, the owner makes a copy.
UNDO = timedelta(minutes=15)


def end_deal(*, deal: Deal) -> None:
    """End a deal for good; its promo code becomes available. Ending it again does nothing.

    Existing bookings keep their price.
    """
    lock(deal)
    if deal.status is DealStatus.ENDED:
        return
    deal.status, deal.ended_at = DealStatus.ENDED, clock.now()
    tell(deal)


def resume_deal(*, deal: Deal) -> None:
    """Undo ending a deal.

    Raises Conflict if it ended too long ago, its last day is over, or another deal has its code or replaced it.
    """
    lock_with_status(deal, {DealStatus.ENDED}, DealErrorCode.ALREADY_LIVE)
    now = clock.now()
    too_late = deal.ended_at is None or now - deal.ended_at > UNDO
    replaced = session.scalar(
        select(Deal.id).where(Deal.replaces_id == deal.id, Deal.status == DealStatus.APPROVED).limit(1)
    )
    if deal.live_at is None or too_late or is_over(deal, now) or replaced is not None:
        raise Conflict(DealErrorCode.HAS_ENDED)
    with saving(deal):
        deal.status, deal.ended_at = DealStatus.APPROVED, None
    tell(deal)


def end_lapsed() -> int:
    """End live deals whose last day is over, so that their promo codes become available. Returns how many."""
    now = clock.now()
    lapsed = select(Deal).where(Deal.status == DealStatus.APPROVED, Deal.valid_to <= now)
    found = session.scalars(lapsed.order_by(Deal.id).with_for_update(key_share=True, skip_locked=True)).all()
    for deal in found:
        deal.status, deal.ended_at = DealStatus.ENDED, deal.valid_to or now
        tell(deal)
    return len(found)


def tell(deal: Deal) -> None:
    """Reindex prices of this venue, or of all venues for a sitewide deal."""
    session.flush()
    if deal.venue_id is not None:
        schedule_reindex(deal.venue_id)
    else:
        defer(REFRESH)
