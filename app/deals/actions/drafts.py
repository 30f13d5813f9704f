"""Creating, editing, submitting and withdrawing deals."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.deals.actions.terms import Terms, put, saving, terms_of
from app.deals.enums import DealKind, DealStatus
from app.deals.errors import DealErrorCode
from app.deals.models import Deal
from app.deals.queries.deals import change_of, is_over
from app.deals.windows import Window
from app.venues.models import Venue

EDITABLE = frozenset({DealStatus.DRAFT, DealStatus.IN_REVIEW, DealStatus.CHANGES_REQUESTED})


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
    max_uses: int | None = None,
    code: str | None = None,
    stacks: bool = False,
) -> Deal:
    """Create a deal for a venue, or for one of its services, and submit it for review. Raises what `put` raises."""
    terms = Terms(
        title=title,
        kind=kind,
        amount=amount,
        valid_from=valid_from,
        valid_to=valid_to,
        service=service,
        windows=windows,
        last_minute_hours=last_minute_hours,
        max_uses=max_uses,
        code=code,
        stacks=stacks,
    )
    deal = Deal(status=DealStatus.IN_REVIEW, sent_at=clock.now())
    put(deal, venue, terms)
    return deal


def draft_deal(*, venue: Venue, terms: Terms) -> Deal:
    """Create a draft of a deal. Raises what `put` raises."""
    deal = Deal(status=DealStatus.DRAFT)
    put(deal, venue, terms)
    return deal


def edit_deal(*, deal: Deal, venue: Venue, terms: Terms) -> None:
    """Edit a deal that is not live. A deal in review stays in review, with the new terms.

    Raises what `put` raises, and Conflict if it is live or has ended.
    """
    lock_with_status(deal, EDITABLE, DealErrorCode.NOT_EDITABLE)
    put(deal, venue, terms)


def change_deal(*, deal: Deal, venue: Venue, terms: Terms) -> Deal:
    """Change a live deal, and return the change, which is a deal of its own.

    The live deal does not change until the change is approved and replaces it. Changing it again edits the same change.
    Raises what `put` raises, and Conflict if the deal is not live.
    """
    lock_with_status(deal, {DealStatus.APPROVED}, DealErrorCode.NOT_LIVE)
    change = change_of(deal) or Deal(status=DealStatus.DRAFT, replaces_id=deal.id)
    if change.status is DealStatus.IN_REVIEW:
        change.status = DealStatus.DRAFT
    put(change, venue, terms)
    return change


def copy_deal(*, deal: Deal, venue: Venue) -> Deal:
    """Copy a deal as a draft that begins now; the deal has its service loaded.

    Without an end that has passed, and without the code, which another deal may have by now.
    """
    now, terms = clock.now(), terms_of(deal)
    ends = terms.valid_to if terms.valid_to is not None and terms.valid_to > now else None
    return draft_deal(venue=venue, terms=replace(terms, valid_from=now, valid_to=ends, code=None, stacks=False))


def send_deal(*, deal: Deal) -> None:
    """Submit a draft, or a deal with changes requested, for review.

    Raises Conflict if another deal has its code by now, DomainError if its last day is over.
    """
    allowed = {DealStatus.DRAFT, DealStatus.CHANGES_REQUESTED}
    lock_with_status(deal, allowed, DealErrorCode.NOT_A_DRAFT)
    if is_over(deal, clock.now()):
        raise DomainError(DealErrorCode.END_DATE_PASSED)
    with saving(deal):
        deal.status, deal.sent_at = DealStatus.IN_REVIEW, clock.now()


def withdraw_deal(*, deal: Deal) -> None:
    """Withdraw a deal from review: it becomes a draft. Raises Conflict if it has been decided by now."""
    lock_with_status(deal, {DealStatus.IN_REVIEW}, DealErrorCode.ALREADY_REVIEWED)
    deal.status = DealStatus.DRAFT
    session.flush()


def remove_deal(*, deal: Deal) -> None:
    """Remove a draft, or a deal with changes requested; its code becomes available at once.

    The row stays for Undo.
    """
    allowed = {DealStatus.DRAFT, DealStatus.CHANGES_REQUESTED}
    lock_with_status(deal, allowed, DealErrorCode.NOT_REMOVABLE)
    deal.status, deal.ended_at = DealStatus.ENDED, clock.now()
    session.flush()


def restore_deal(*, deal: Deal) -> None:
    """Restore a removed draft. Raises Conflict if it was live once, or if another deal has its code."""
    lock_with_status(deal, {DealStatus.ENDED}, DealErrorCode.ALREADY_LISTED)
    if deal.live_at is not None:
        raise Conflict(DealErrorCode.HAS_ENDED)
    with saving(deal):
        deal.status, deal.ended_at = DealStatus.DRAFT, None


def lock(deal: Deal) -> None:
    """Reload the deal and lock it until this transaction ends."""
    session.refresh(deal, ["status", "live_at"], with_for_update={"key_share": True})


def lock_with_status(deal: Deal, allowed: Collection[DealStatus], refusal: DealErrorCode, /, **values: object) -> None:
    """Lock the deal. Raises Conflict if its status is not allowed: of two concurrent changes, the second one fails."""
    lock(deal)
    if deal.status not in allowed:
        raise Conflict(refusal, **values)
