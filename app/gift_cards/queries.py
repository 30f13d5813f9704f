from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.bookings.enums import OrderKind, OrderState
from app.bookings.models.orders import Order
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.gift_cards.enums import GiftCardState
from app.gift_cards.errors import GiftCardErrorCode
from app.gift_cards.models import GiftCard

CARDS_SHOWN = 100


def order_numbers(order_ids: Collection[int | None]) -> dict[int, str]:
    """Return the numbers of orders by id. One statement; none without ids."""
    known = {order_id for order_id in order_ids if order_id is not None}
    return dict(session.execute(select(Order.id, Order.public_id).where(Order.id.in_(known))).all()) if known else {}


def bought_since(user_id: int, since: datetime, *, is_paid: bool = False) -> tuple[int, int]:
    """Return how many gift cards an account has bought or is about to pay since then, and for how many cents.

    With `is_paid`, only what it has paid for. One statement.
    """
    is_open = (Order.state == OrderState.PENDING) & (Order.held_until > clock.now())
    counted = Order.state == OrderState.CONFIRMED
    number, cents = session.execute(
        select(func.count(), func.coalesce(func.sum(Order.total_cents), 0)).where(
            Order.user_id == user_id,
            Order.kind == OrderKind.GIFT_CARD,
            Order.created_at > since,
            counted if is_paid else or_(is_open, counted),
        )
    ).one()
    return int(number), int(cents)


def lock_card(order_id: int) -> GiftCard:
    """Load a card fresh, with its order, and lock its row until the transaction ends."""
    return session.scalars(
        select(GiftCard)
        .where(GiftCard.order_id == order_id)
        .options(joinedload(GiftCard.order, innerjoin=True))
        .with_for_update(of=GiftCard)
        .execution_options(populate_existing=True)
    ).one()


def card_of(public_id: str, *, user_id: int | None = None) -> GiftCard:
    """Return the card of an order by its number, with the order. Raises NotFound, also for another buyer's card."""
    query = (
        select(GiftCard).join(GiftCard.order).where(Order.public_id == public_id).options(joinedload(GiftCard.order))
    )
    if user_id is not None:
        query = query.where(Order.user_id == user_id)
    card = session.scalar(query)
    if card is None:
        raise NotFound(GiftCardErrorCode.NO_SUCH_CARD)
    return card


def cards_of(user_id: int) -> Sequence[GiftCard]:
    """List the cards that an account has paid for, newest first. One statement."""
    return session.scalars(
        select(GiftCard)
        .join(GiftCard.order)
        .where(Order.user_id == user_id, GiftCard.state != GiftCardState.UNPAID)
        .order_by(GiftCard.order_id.desc())
        .limit(CARDS_SHOWN)
        .options(joinedload(GiftCard.order))
    ).all()


def all_cards() -> Sequence[GiftCard]:
    """List the newest paid cards, those that wait for an admin first. One statement."""
    return session.scalars(
        select(GiftCard)
        .where(GiftCard.state != GiftCardState.UNPAID)
        .order_by((GiftCard.state == GiftCardState.HELD).desc(), GiftCard.order_id.desc())
        .limit(CARDS_SHOWN)
        .options(joinedload(GiftCard.order))
    ).all()
