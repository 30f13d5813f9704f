"""Saving, replacing and removing the cards of an account."""

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.accounts.queries.users import lock_user
from app.bookings.models.orders import Order
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.ids import token
from app.core.jobs import defer
from app.saved_cards.details import CardDetails
from app.saved_cards.errors import SavedCardErrorCode
from app.saved_cards.models import PaymentCustomer, SavedCard
from app.saved_cards.queries import card_with_key, cards_in_use, cards_of


def open_customer(*, user_id: int) -> PaymentCustomer:
    """Return the account's customer, stored before Stripe is asked to make it."""
    session.execute(
        insert(PaymentCustomer)
        .values(user_id=user_id, idempotency_key=token(), created_at=clock.now())
        .on_conflict_do_nothing()
    )
    return session.get_one(PaymentCustomer, user_id, populate_existing=True)


def note_customer(*, user_id: int, stripe_id: str) -> None:
    """Save the customer that Stripe made for an account, unless another request saved one first."""
    customer = session.get_one(PaymentCustomer, user_id, with_for_update=True, populate_existing=True)
    customer.stripe_id = customer.stripe_id or stripe_id
    session.flush()


def keep_card(*, user_id: int, details: CardDetails) -> SavedCard:
    """Save a card of an account; saving it again changes nothing. The first one is the default.

    The same card, entered again, takes the place of the earlier one.
    """
    lock_user(user_id)
    known = session.scalar(select(SavedCard).where(SavedCard.payment_method_id == details.id))
    if known is not None:
        return known
    earlier = cards_of(user_id)
    card = SavedCard(
        user_id=user_id,
        payment_method_id=details.id,
        brand=details.brand,
        last4=details.last4,
        exp_month=details.exp_month,
        exp_year=details.exp_year,
        is_default=not earlier,
    )
    session.add(card)
    session.flush()
    for other in earlier:
        if _looks(other) == _looks(card):
            _replace(other, card)
    return card


def make_default(*, user_id: int, key: str) -> SavedCard:
    """Make a card the one that is chosen first. Raises NotFound."""
    lock_user(user_id)
    card = card_with_key(user_id, key)
    _make_default(card)
    return card


def replace_card(*, user_id: int, key: str, by: SavedCard) -> None:
    """Let a new card take the place of another: bookings that depend on that one now depend on the new one."""
    lock_user(user_id)
    old = card_with_key(user_id, key)
    if old.id != by.id:
        _replace(old, by)


def remove_card(*, user_id: int, key: str) -> SavedCard:
    """Remove a card. Raises NotFound, or Conflict if an upcoming booking or an open charge depends on it."""
    lock_user(user_id)
    card = card_with_key(user_id, key)
    if card.id in cards_in_use(user_id):
        raise Conflict(SavedCardErrorCode.IN_USE)
    _remove(card)
    left = cards_of(user_id)
    if left and not left[0].is_default:
        _make_default(left[0])
    return card


def refuse_card(*, card_id: int) -> None:
    """Note that a card's bank refused it for good: it isn't offered or charged again."""
    card = session.get_one(SavedCard, card_id, with_for_update=True, populate_existing=True)
    card.refused_at = card.refused_at or clock.now()
    session.flush()


def _looks(card: SavedCard) -> tuple[object, ...]:
    return card.brand, card.last4, card.exp_month, card.exp_year


def _make_default(card: SavedCard) -> None:
    session.execute(update(SavedCard).where(SavedCard.user_id == card.user_id).values(is_default=False))
    session.refresh(card)
    card.is_default = True
    session.flush()


def _replace(old: SavedCard, new: SavedCard) -> None:
    was_default = old.is_default
    _remove(old)
    if was_default:
        _make_default(new)
    session.execute(update(Order).where(Order.card_id == old.id).values(card_id=new.id))
    session.flush()


def _remove(card: SavedCard) -> None:
    card.removed_at, card.is_default = clock.now(), False
    session.flush()
    defer("saved_cards.detach", card_id=card.id)
