from app.commission.amounts import Rates
from app.commission.models import CommissionTerms
from app.commission.queries import terms_for
from app.core.db import session


def set_rates(*, venue_id: int | None, rates: Rates) -> CommissionTerms:
    """Set a venue's own rates, or with None, those of all venues without their own. Bookings keep their rates."""
    terms = terms_for(venue_id) or CommissionTerms(venue_id=venue_id)
    terms.rate_bps, terms.first_rate_bps = rates.rate_bps, rates.first_rate_bps
    session.add(terms)
    session.flush()
    return terms


def clear_rates(*, venue_id: int) -> None:
    """Remove a venue's own rates: those of all venues apply to its new bookings."""
    terms = terms_for(venue_id)
    if terms is not None:
        session.delete(terms)
        session.flush()
