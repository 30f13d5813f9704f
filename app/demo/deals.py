"""Sitewide deals, and deals of the demo owner's venue in different states.

One was sent back with changes requested, one is in review, and one is for a limited number of bookings.
"""

from datetime import timedelta

from app.accounts.queries.users import admins
from app.catalog.queries import services_of
from app.core import clock
from app.deals.actions.drafts import create_deal
from app.deals.actions.platform import create_platform_deal
from app.deals.actions.review import approve_deal, reject_deal
from app.deals.actions.terms import Terms
from app.deals.copy import facts
from app.deals.enums import DealFunder, DealKind
from app.deals.queries.deals import deal_of_id
from app.deals.windows import Window
from app.venues.models import Venue

NOTE = "An off-peak price can’t apply at every hour. Choose the hours when you’re less busy."


def add_platform_deal() -> None:
    """Add a promo code for new guests, and a deal that ended two months ago."""
    terms = Terms(
        title="Welcome",
        kind=DealKind.PERCENT,
        amount=5,
        valid_from=clock.now() - timedelta(days=2),
        max_uses=500,
        code="HELLO5",
        stacks=True,
        funder=DealFunder.PLATFORM,
    )
    create_platform_deal(terms=terms)
    began = clock.now() - timedelta(days=75)
    past = Terms(
        title="Slow mornings",
        kind=DealKind.PERCENT,
        amount=10,
        valid_from=began,
        valid_to=began + timedelta(days=14),
        windows=(Window(1, 9 * 60, 12 * 60), Window(2, 9 * 60, 12 * 60)),
    )
    with clock.pinned(began):
        create_platform_deal(terms=past)


def add_deals_of_all_kinds(venue: Venue) -> None:
    services = services_of(venue)
    with clock.pinned(clock.now() - timedelta(days=2)):
        sent = create_deal(venue=venue, title="Half off", kind=DealKind.PERCENT, amount=50, valid_from=clock.now())
        reject_deal(deal=sent, by=admins()[0], note=NOTE, facts=facts(deal_of_id(sent.id), venue))
        first = create_deal(
            venue=venue,
            title="First ten",
            kind=DealKind.FIXED,
            amount=1000,
            valid_from=clock.now(),
            max_uses=10,
            code="HAZEL10",
            stacks=True,
        )
        approve_deal(deal=first)
    with clock.pinned(clock.now() - timedelta(hours=1)):
        create_deal(
            venue=venue,
            service=services[-1],
            title="Weekend mornings",
            kind=DealKind.PERCENT,
            amount=20,
            valid_from=clock.now(),
            windows=[Window(weekday, 10 * 60, 12 * 60) for weekday in (5, 6)],
        )
