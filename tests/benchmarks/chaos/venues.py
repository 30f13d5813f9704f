"""The venues of a bad day, and what their owners do."""

from app.accounts.enums import Role
from app.commission.actions import set_rates
from app.commission.amounts import Rates
from app.core.db import session
from app.payment_policies.actions import set_venue_policy
from app.tax.enums import Remitter
from app.venues.enums import PaymentTerms
from app.venues.payment_policy import PaymentPolicy
from tests.benchmarks.chaos.day import Day
from tests.factories import make_deal, make_service, make_user, make_venue
from tests.payouts.test_transfers import set_up
from tests.sale_factories import make_tax_rule

VENUES, SEATS = 8, 20
# The other venues are paid in full.
POLICIES = {
    1: PaymentPolicy(PaymentTerms.DEPOSIT_THEN_CARD, deposit_percent=30),
    2: PaymentPolicy(PaymentTerms.CARD),
    3: PaymentPolicy(PaymentTerms.DEPOSIT, deposit_cents=2000),
    4: PaymentPolicy(PaymentTerms.DEPOSIT_THEN_CARD, deposit_percent=30),
    5: PaymentPolicy(PaymentTerms.CARD),
}


def open_venues(day: Day) -> list[int]:
    """Open venues with accounts at Stripe, except one that sets its own up much later. Returns options to book."""
    make_user(role=Role.ADMIN)
    set_rates(venue_id=None, rates=Rates(1500, 2500))
    options = []
    for number in range(VENUES):
        venue = make_venue(name=f"Venue {number}", cancel_free_hours=72, cancel_keep_percent=40)
        service = make_service(venue, capacity=SEATS, price_cents=4000 + 733 * number)
        options.append(service.first_option.id)
        if number == 0:
            make_tax_rule(service, rate=6500, taxes_fees=True)
            make_tax_rule(service, rate=1500, jurisdiction="Transit", remitter=Remitter.VENUE)
        # So another time has another price.
        make_deal(venue=venue, percent=25, windows=[(weekday, 13 * 60, 17 * 60) for weekday in range(7)])
        session.commit()
        if number in POLICIES:
            set_venue_policy(venue=venue, policy=POLICIES[number])
            session.commit()
        if number:
            set_up(venue.id, day.stripe)
    return options
