from collections.abc import Collection

from sqlalchemy import or_, select

from app.commission.amounts import Rates
from app.commission.models import CommissionTerms
from app.core.db import session


def rates_of(venue_ids: Collection[int]) -> dict[int, Rates]:
    """Return the rates for new bookings at each of these venues. One statement."""
    found = {
        terms.venue_id: Rates(terms.rate_bps, terms.first_rate_bps)
        for terms in session.scalars(
            select(CommissionTerms).where(
                or_(CommissionTerms.venue_id.in_(venue_ids), CommissionTerms.venue_id.is_(None))
            )
        )
    }
    usual = found.get(None, Rates())
    return {venue_id: found.get(venue_id, usual) for venue_id in venue_ids}


def terms_for(venue_id: int | None) -> CommissionTerms | None:
    """Return a venue's own terms, or with None, those of all venues without their own. One statement."""
    return session.scalar(select(CommissionTerms).where(CommissionTerms.venue_id.is_not_distinct_from(venue_id)))
