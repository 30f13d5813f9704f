"""What happens to a gift card: bought, paid, checked, delivered, redeemed, refunded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.queries.users import lock_user
from app.bookings.enums import LineKind, OrderKind, OrderState
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.orders import lock_order
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.credit.actions import lock_account, move
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement
from app.credit.paid_money import left_of_card
from app.credit.queries import movements_of
from app.gift_cards.codes import code_of, hash_of, hashes_of
from app.gift_cards.enums import Design, GiftCardState
from app.gift_cards.errors import GiftCardErrorCode
from app.gift_cards.models import GiftCard
from app.gift_cards.queries import bought_since, lock_card
from app.ledger.actions import Entry, Posting, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.orders.actions.create import Contact, start_order

DAY = timedelta(days=1)
# What one account can buy in a day.
MOST_CARDS, MOST_CENTS = 5, 100_000
# A purchase waits for an admin if an account buys more than this in a day, or more than the second in its first week.
REVIEW_ABOVE, REVIEW_NEW_ABOVE = 50_000, 10_000
NEW_ACCOUNT = timedelta(days=7)
SENDABLE = frozenset({GiftCardState.SCHEDULED, GiftCardState.DELIVERED})
REFUNDABLE = SENDABLE | {GiftCardState.HELD}


class WrongGiftCardCode(DomainError):
    """A code that no gift card has."""

    status = 422


@dataclass(frozen=True, slots=True)
class Wanted:
    """A gift card as the buyer wants it."""

    amount_cents: int
    to_name: str
    to_email: str
    from_name: str
    message: str
    design: Design
    deliver_at: datetime
    zone: str


def buy(*, user: User, wanted: Wanted, text: str) -> Order:
    """Create a pending order for a gift card. `text` is its line. Raises Conflict above the limits of a day."""
    lock_user(user.id)
    number, cents = bought_since(user.id, clock.now() - DAY)
    if number >= MOST_CARDS:
        raise Conflict(GiftCardErrorCode.TOO_MANY, number=MOST_CARDS)
    if cents + wanted.amount_cents > MOST_CENTS:
        raise Conflict(GiftCardErrorCode.TOO_MUCH, most=MOST_CENTS)
    contact = Contact(user.name, user.email, user.phone)
    order = start_order(kind=OrderKind.GIFT_CARD, user_id=user.id, contact=contact, total_cents=wanted.amount_cents)
    line = OrderLine(
        order_id=order.id, position=1, kind=LineKind.GIFT_CARD, text=text[:200], amount_cents=wanted.amount_cents
    )
    card = GiftCard(
        order_id=order.id,
        amount_cents=wanted.amount_cents,
        to_name=wanted.to_name,
        to_email=wanted.to_email,
        from_name=wanted.from_name,
        message=wanted.message,
        design=wanted.design,
        deliver_at=wanted.deliver_at,
        zone=wanted.zone,
    )
    session.add_all([line, card])
    session.flush()
    return order


def confirm_purchase(order: Order) -> None:
    """Confirm a locked order that is paid: deliver its card at its time, or have an admin look at it first."""
    card = lock_card(order.id)
    order.state, order.settled_at = OrderState.CONFIRMED, clock.now()
    if _needs_review(order):
        card.state = GiftCardState.HELD
    else:
        _schedule(card)
    defer("gift_cards.email_bought", order_id=order.id)
    session.flush()


def _needs_review(order: Order) -> bool:
    return unreviewed_cents(session.get_one(User, order.user_id)) < 0


def unreviewed_cents(buyer: User) -> int:
    """Return for how much more a person can buy gift cards today before an admin must look at them."""
    _, cents = bought_since(buyer.id, clock.now() - DAY, is_paid=True)
    is_new = buyer.created_at > clock.now() - NEW_ACCOUNT
    return (REVIEW_NEW_ABOVE if is_new else REVIEW_ABOVE) - cents


def _schedule(card: GiftCard) -> None:
    card.state = GiftCardState.SCHEDULED
    _deliver_later(card, at=card.deliver_at if card.deliver_at > clock.now() else None)


def _deliver_later(card: GiftCard, *, at: datetime | None = None) -> None:
    card.deliveries += 1
    defer("gift_cards.deliver", at=at, order_id=card.order_id, delivery=card.deliveries)
    session.flush()


def release(*, order_id: int) -> None:
    """Deliver a card that waited for an admin. Raises Conflict if it no longer waits."""
    card = lock_card(order_id)
    if card.state is not GiftCardState.HELD:
        raise Conflict(GiftCardErrorCode.NOT_IN_THIS_STATE)
    _schedule(card)


def refund_card(*, order_id: int, reason: str) -> Refund:
    """Refund a card that nobody has redeemed. Its code stops working. Raises Conflict if that isn't possible."""
    order, card = lock_order(order_id), lock_card(order_id)
    if card.state not in REFUNDABLE:
        raise Conflict(GiftCardErrorCode.NOT_IN_THIS_STATE)
    _refuse_disputed(card)
    card.state, card.code_hash = GiftCardState.REFUNDED, None
    refund = Refund(
        order_id=order.id, amount_cents=card.left_cents, reason=reason[:200], created_at=clock.now(), booking_id=None
    )
    session.add(refund)
    session.flush()
    defer("payments.pay_refund", refund_id=refund.id)
    return refund


def deliver(*, order_id: int, delivery: int) -> tuple[GiftCard, str] | None:
    """Make the code of a delivery, which replaces the code of an earlier one.

    Returns None if the card is to be delivered again, redeemed, or refunded, or if a bank disputes its payment.
    Repeating it makes the same code.
    """
    card = lock_card(order_id)
    if card.state not in SENDABLE or card.deliveries != delivery or card.order.refunds_blocked:
        return None
    code = code_of(card.order.public_id, delivery)
    card.state, card.code_hash, card.delivered_at = GiftCardState.DELIVERED, hash_of(code), clock.now()
    session.flush()
    return card, code


def send_again(*, order_id: int, to_email: str) -> None:
    """Deliver a card again, with a new code, now. Raises Conflict if it is redeemed, not paid, or disputed."""
    card = lock_card(order_id)
    if card.state not in SENDABLE:
        raise Conflict(GiftCardErrorCode.NOT_IN_THIS_STATE)
    _refuse_disputed(card)
    card.to_email = to_email
    _deliver_later(card)


def redeem(*, user_id: int, code: str) -> GiftCard:
    """Add the amount of a card to a guest's store credit.

    Raises WrongGiftCardCode for an unknown code, and Conflict if the card was redeemed, or its payment is disputed.
    """
    card = _card_with(code)
    if card is None:
        raise WrongGiftCardCode(GiftCardErrorCode.WRONG_CODE)
    if card.state is GiftCardState.REDEEMED:
        raise Conflict(GiftCardErrorCode.ALREADY_REDEEMED)
    if card.state is GiftCardState.TURNED_OVER:
        raise Conflict(GiftCardErrorCode.TURNED_OVER)
    if card.state is GiftCardState.CHARGED_BACK:
        raise Conflict(GiftCardErrorCode.CHARGED_BACK)
    _refuse_disputed(card)
    card.state, card.redeemed_at = GiftCardState.REDEEMED, clock.now()
    added = CreditMovement(kind=MovementKind.GIFT_CARD, amount_cents=card.left_cents, gift_card_id=card.order_id)
    move(lock_account(user_id), added)
    postings = [
        debit(Account.GIFT_CARD_LIABILITY, card.left_cents),
        credit(Account.GUEST_CREDIT, card.left_cents),
    ]
    record_entries([Entry(LedgerEvent.REDEMPTION, str(card.order_id), postings)])
    return card


def _refuse_disputed(card: GiftCard) -> None:
    """Raise Conflict if a bank disputes the payment of a locked card."""
    if session.scalar(select(Order.refunds_blocked).where(Order.id == card.order_id)):
        raise Conflict(GiftCardErrorCode.DISPUTED)


def _card_with(code: str) -> GiftCard | None:
    """Return the card with a code, locked until the transaction ends."""
    return session.scalar(
        select(GiftCard)
        .where(GiftCard.code_hash.in_(hashes_of(code)))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def follow_dispute(order_id: int, *, open_cents: int, lost_cents: int) -> list[Posting]:
    """Hold what is left of a card while banks dispute its payment, and end it for what they have kept.

    The order must be locked. Returns what changes in the ledger. Repeating it changes nothing.
    """
    card = lock_card(order_id)
    before, account = card.lost_cents, Account.GIFT_CARD_LIABILITY
    if card.state is GiftCardState.REDEEMED:
        account = Account.GUEST_CREDIT
        _hold_credit(card, open_cents + lost_cents, lost_cents)
    elif card.state in REFUNDABLE | {GiftCardState.CHARGED_BACK}:
        card.lost_cents = card.held_cents = min(lost_cents, card.amount_cents)
        _follow_state(card, is_over=card.order.refunds_blocked and not open_cents)
    session.flush()
    return [debit(account, card.lost_cents - before)]


def _hold_credit(card: GiftCard, cents: int, lost_cents: int) -> None:
    """Take up to `cents` of what is left of a redeemed card out of the guest's credit, or put it back."""
    user_id = session.scalars(
        select(CreditAccount.user_id)
        .join(CreditMovement, CreditMovement.account_id == CreditAccount.id)
        .where(CreditMovement.gift_card_id == card.order_id)
    ).one()
    account = lock_account(user_id)
    left = left_of_card(movements_of(user_id, venue_id=None), card.order_id)
    held = min(cents, card.held_cents + min(left, card.amount_cents - card.held_cents))
    change, card.held_cents, card.lost_cents = held - card.held_cents, held, min(lost_cents, held)
    if change:
        kind = MovementKind.DISPUTED if change > 0 else MovementKind.DISPUTE_WON
        move(account, CreditMovement(kind=kind, amount_cents=-change))


def _follow_state(card: GiftCard, *, is_over: bool) -> None:
    """End a locked card that nobody has redeemed if all of it is lost, or let it work again."""
    if card.lost_cents == card.amount_cents:
        card.state = GiftCardState.CHARGED_BACK
    elif card.state is GiftCardState.CHARGED_BACK:
        card.state = GiftCardState.DELIVERED if card.code_hash else GiftCardState.HELD
        if card.deliveries and not card.code_hash:
            _schedule(card)
    elif is_over and card.state is GiftCardState.SCHEDULED:
        _schedule(card)
