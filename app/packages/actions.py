"""What happens to packages: offered by a venue, bought and paid for by a guest, refunded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.accounts.models import User
from app.bookings.enums import LineKind, OrderKind, OrderState
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.orders import lock_order
from app.catalog.queries import all_services
from app.commission.queries import rates_of
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.guests.actions import GuestContact, know_account
from app.orders.actions.create import Contact, start_order
from app.packages.errors import PackageErrorCode
from app.packages.queries import number_sold
from app.passes.enums import OfferKind, PassState
from app.passes.models import Pass, PassOffer
from app.passes.queries import lock_pass_of, lock_passes
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue
from app.venues.queries import keep_public, lock_venue

MOST_OFFERS = 20


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """A package or membership as the owner wants to sell it."""

    title: str
    uses: int
    price_cents: int
    valid_days: int | None
    option_ids: Sequence[int]
    percent_off: int = 0
    kind: OfferKind = OfferKind.PACKAGE


def save_offer(*, venue: Venue, terms: OfferTerms, offer: PassOffer | None = None) -> PassOffer:
    """Add a package, or change one for those who buy it from now on.

    Raises DomainError for services of another venue, Conflict for more packages than a venue may sell.
    """
    lock_venue(venue)
    offered = {option.id for service in all_services(venue) for option in service.options}
    if not terms.uses and not terms.percent_off:
        raise DomainError(PackageErrorCode.NOTHING_INCLUDED)
    if not terms.option_ids or not offered.issuperset(terms.option_ids):
        raise DomainError(PackageErrorCode.OTHER_SERVICES)
    if offer is None:
        _refuse_too_many(venue)
        offer = PassOffer(venue_id=venue.id, kind=terms.kind)
        session.add(offer)
    offer.title, offer.uses, offer.price_cents = terms.title, terms.uses, terms.price_cents
    offer.valid_days, offer.option_ids = terms.valid_days, sorted(terms.option_ids)
    offer.percent_off = terms.percent_off
    _note_sold(venue)
    return offer


def set_sold(*, venue: Venue, offer: PassOffer, on: bool) -> None:
    """Start or stop selling a package. Raises Conflict for more packages than a venue may sell."""
    lock_venue(venue)
    if on and not offer.active:
        _refuse_too_many(venue)
    offer.active = on
    _note_sold(venue)


def _note_sold(venue: Venue) -> None:
    """Note on the venue whether it sells packages, so that its page needs no statement to know."""
    session.flush()
    venue.sells_packages = number_sold(venue.id) > 0
    schedule_reindex(venue.id)
    session.flush()


def _refuse_too_many(venue: Venue) -> None:
    if number_sold(venue.id) >= MOST_OFFERS:
        raise Conflict(PackageErrorCode.TOO_MANY, number=MOST_OFFERS)


def buy(*, user: User, offer: PassOffer, text: str) -> Order:
    """Create a pending order for a package. `text` is its line. Raises Conflict if it is no longer sold."""
    session.refresh(offer)
    if not offer.active or offer.kind is not OfferKind.PACKAGE or not keep_public([offer.venue_id]):
        raise Conflict(PackageErrorCode.NOT_SOLD, venue=offer.venue.name)
    contact = Contact(user.name, user.email, user.phone)
    order = start_order(kind=OrderKind.PACKAGE, user_id=user.id, contact=contact, total_cents=offer.price_cents)
    cents = {"amount_cents": offer.price_cents}
    line = OrderLine(order_id=order.id, position=1, kind=LineKind.PACKAGE, text=text[:200], **cents)
    held = Pass(
        offer_id=offer.id,
        venue_id=offer.venue_id,
        user_id=user.id,
        order_id=order.id,
        title=offer.title,
        price_cents=offer.price_cents,
        uses=offer.uses,
        uses_left=offer.uses,
        left_cents=offer.price_cents,
        valid_days=offer.valid_days,
        option_ids=offer.option_ids,
        commission_bps=rates_of([offer.venue_id])[offer.venue_id].rate_bps,
    )
    session.add_all([line, held])
    session.flush()
    return order


def confirm_package(order: Order) -> None:
    """Confirm a locked order that is paid: the guest can use the package from now on, and the venue knows them."""
    held = lock_pass_of(order.id)
    contact = GuestContact(order.name, order.email, order.phone)
    know_account(venue_id=held.venue_id, user_id=held.user_id, contact=contact)
    held.state, held.bought_at = PassState.ACTIVE, clock.now()
    held.expires_at = clock.now() + timedelta(days=held.valid_days or 0)
    order.state, order.settled_at = OrderState.CONFIRMED, clock.now()
    session.flush()


def refund_unused(*, pass_id: int, left_cents: int, reason: str) -> Refund:
    """Refund what a guest paid for the uses that are left, and end the package. Its bookings stay.

    `left_cents` is the amount that the caller saw. Raises Conflict if it has changed, or if nothing is left.
    """
    order_id = session.get_one(Pass, pass_id).order_id
    lock_order(order_id)
    held = lock_passes([pass_id])[pass_id]
    if held.state is not PassState.ACTIVE or not held.left_cents or held.left_cents != left_cents:
        raise Conflict(PackageErrorCode.NOTHING_TO_REFUND)
    held.state, held.left_cents = PassState.REFUNDED, 0
    refund = Refund(
        order_id=order_id, booking_id=None, amount_cents=left_cents, reason=reason[:200], created_at=clock.now()
    )
    session.add(refund)
    session.flush()
    defer("payments.pay_refund", refund_id=refund.id)
    return refund
