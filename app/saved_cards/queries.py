from collections.abc import Sequence

from sqlalchemy import or_, select

from app.bookings.enums import LATER_KINDS, UPCOMING_STATES, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.core.errors import NotFound
from app.saved_cards.errors import SavedCardErrorCode
from app.saved_cards.models import PaymentCustomer, SavedCard


def customer_of(user_id: int) -> PaymentCustomer | None:
    return session.get(PaymentCustomer, user_id)


def cards_of(user_id: int) -> Sequence[SavedCard]:
    """List an account's cards, the default one first. One statement."""
    return session.scalars(
        select(SavedCard)
        .where(SavedCard.user_id == user_id, SavedCard.removed_at.is_(None))
        .order_by(SavedCard.is_default.desc(), SavedCard.id)
    ).all()


def usable_cards(user_id: int) -> list[SavedCard]:
    """List the cards that can be charged, the default one first. One statement."""
    return [card for card in cards_of(user_id) if card.is_usable]


def card_with_key(user_id: int, key: str) -> SavedCard:
    """Return one of an account's cards. Raises NotFound, also for a card of another account."""
    found = session.scalar(
        select(SavedCard).where(SavedCard.user_id == user_id, SavedCard.key == key, SavedCard.removed_at.is_(None))
    )
    if found is None:
        raise NotFound(SavedCardErrorCode.NO_SUCH_CARD)
    return found


def cards_in_use(user_id: int) -> set[int]:
    """Return the ids of an account's cards that an upcoming booking or an open charge depends on. One statement."""
    upcoming = (
        select(Booking.id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(VenueOrder.order_id == Order.id, Booking.state.in_(UPCOMING_STATES), Booking.later_cents > 0)
        .exists()
    )
    open_charge = Order.kind.in_(LATER_KINDS) & (Order.state == OrderState.PENDING)
    found = select(Order.card_id).where(
        Order.user_id == user_id, Order.card_id.is_not(None), or_(open_charge, upcoming)
    )
    return {card_id for card_id in session.scalars(found) if card_id is not None}
