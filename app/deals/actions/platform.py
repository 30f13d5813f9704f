"""Sitewide deals: at every venue, made by admins, live at once."""

from app.core import clock
from app.deals.actions.drafts import lock_with_status
from app.deals.actions.end import tell
from app.deals.actions.terms import Terms, put
from app.deals.enums import DealStatus
from app.deals.errors import DealErrorCode
from app.deals.models import Deal


def create_platform_deal(*, terms: Terms) -> Deal:
    """Create a live sitewide deal. Raises what `put` raises."""
    deal = Deal(status=DealStatus.APPROVED, live_at=clock.now())
    put(deal, None, terms)
    tell(deal)
    return deal


def edit_platform_deal(*, deal: Deal, terms: Terms) -> None:
    """Edit a sitewide deal; the change applies at once, and existing bookings keep their price.

    Raises what `put` raises, and Conflict if the deal has ended.
    """
    lock_with_status(deal, {DealStatus.APPROVED}, DealErrorCode.SITEWIDE_ENDED)
    put(deal, None, terms)
    tell(deal)
