"""Tax rules of some states, and the packages and the membership that one venue sells."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.accounts.models import User
from app.catalog.models import ServiceOption
from app.catalog.queries import services_of
from app.core import clock
from app.core.db import session
from app.demo.payments import pay
from app.demo.tables import DATA
from app.guest_history.queries import GuestOrder, find_guests
from app.packages.actions import OfferTerms, buy, save_offer
from app.packages.copy import line_text
from app.passes.enums import OfferKind
from app.passes.models import PassOffer
from app.tax.actions import import_rules
from app.tax.csv_rows import read_rules
from app.venues.models import Venue

MASSAGE, DEEP_TISSUE = "unwinding-massage", "deep-tissue-massage"
YEAR = 365
# How many days ago guests bought the first package, which is the most popular one.
BOUGHT = (26, 17, 4)


def add_tax_rules(categories: Mapping[str, int]) -> None:
    """Add the rules by which bookings are taxed. `categories` are their ids by slug."""
    _, wrong = import_rules(read_rules((DATA / "tax_rules.csv").read_bytes(), categories))
    for problem in wrong.values():
        raise problem


def add_packages(venue: Venue) -> None:
    """Sell two packages and a membership at the venue whose owner's account is printed, and let guests buy some."""
    options = {service.slug: service.first_option for service in services_of(venue)}
    massage, deep_tissue = options[MASSAGE], options[DEEP_TISSUE]
    began = clock.now() - timedelta(days=60)
    with clock.pinned(began):
        five = save_offer(venue=venue, terms=package("Five massages", 5, 49500, massage))
        save_offer(venue=venue, terms=package("Three deep-tissue massages", 3, 37500, deep_tissue))
        save_offer(venue=venue, terms=membership("Monthly massage", 9500, massage, deep_tissue))
    session.refresh(five, ["venue"])
    text = line_text(five)
    guests = [guest.user_id for guest, _ in find_guests(venue, order=GuestOrder.VISITS).rows if guest.user_id]
    for user_id, days in zip(guests, BOUGHT, strict=False):
        buy_package(session.get_one(User, user_id), five, text, clock.now() - timedelta(days=days, hours=2))


def package(title: str, uses: int, cents: int, option: ServiceOption) -> OfferTerms:
    return OfferTerms(title, uses, cents, YEAR, [option.id])


def membership(title: str, cents: int, *options: ServiceOption) -> OfferTerms:
    """Return a membership with one booking a month, and 10% off others."""
    return OfferTerms(
        title, 1, cents, None, [option.id for option in options], percent_off=10, kind=OfferKind.MEMBERSHIP
    )


def buy_package(user: User, offer: PassOffer, text: str, at: datetime) -> None:
    with clock.pinned(at):
        order = buy(user=user, offer=offer, text=text)
        pay(order)
    # The database's own clock cannot be set back.
    order.created_at = at
