"""Gift cards, and store credit from gift cards, that nobody has used for as long as a state's law says."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.bookings.models.orders import Order
from app.core.db import session
from app.core.errors import NotFound
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement
from app.credit.paid_money import paid_money
from app.gift_cards.enums import GiftCardState
from app.gift_cards.models import GiftCard
from app.profiles.models import Profile
from app.unclaimed.errors import UnclaimedErrorCode
from app.unclaimed.laws import SHORTEST, dormant_on, years_after
from app.unclaimed.models import Turnover

MOST_SHOWN = 200
# Movements that aren't the guest's: they don't say that anybody uses the credit.
OURS = (MovementKind.TURNED_OVER, MovementKind.TURNED_OVER_BACK)


@dataclass(frozen=True, slots=True)
class Dormant:
    """A gift card, or the gift card money left in a guest's store credit.

    `state` is where its owner lives, if we know it, and `number` that of the order or the account.
    """

    key: str
    is_card: bool
    row_id: int
    number: str
    name: str
    email: str
    state: str
    cents: int
    last_used: date
    since: date


def dormant(today: date, zone: ZoneInfo) -> Sequence[Dormant]:
    """List what is dormant on a day, by state, the longest first. Three statements."""
    latest = datetime.combine(years_after(today, -SHORTEST), datetime.max.time(), zone)
    found = [*_cards(latest, zone), *_credit(latest, zone)]
    return sorted((each for each in found if each.since <= today), key=lambda each: (each.state, each.since, each.key))


def _cards(latest: datetime, zone: ZoneInfo) -> Iterator[Dormant]:
    """Yield the cards that nobody has redeemed since their last delivery."""
    last = func.greatest(GiftCard.deliver_at, GiftCard.delivered_at)
    rows = session.execute(
        select(GiftCard, Order.public_id, last, Profile.city)
        .join(Order, Order.id == GiftCard.order_id)
        .outerjoin(User, User.email == GiftCard.to_email)
        .outerjoin(Profile, Profile.user_id == User.id)
        .where(GiftCard.state == GiftCardState.DELIVERED, last <= latest, ~Order.refunds_blocked)
    )
    for card, number, at, city in rows:
        state, used = _state(city), at.astimezone(zone).date()
        since = dormant_on(used, state)
        if since is not None:
            who = card.to_name, card.to_email
            key = f"card-{card.order_id}"
            yield Dormant(key, True, card.order_id, number, *who, state, card.left_cents, used, since)


def _credit(latest: datetime, zone: ZoneInfo) -> Iterator[Dormant]:
    """Yield the balances with money from gift cards that didn't change."""
    movements = defaultdict[int, list[CreditMovement]](list)
    quiet = (
        select(CreditMovement.account_id)
        .where(CreditMovement.venue_id.is_(None))
        .group_by(CreditMovement.account_id)
        .having(func.max(CreditMovement.at).filter(CreditMovement.kind.not_in(OURS)) <= latest)
        .having(func.bool_or(CreditMovement.kind == MovementKind.GIFT_CARD))
        .having(func.sum(CreditMovement.amount_cents) > 0)
    )
    which = CreditMovement.account_id.in_(quiet), CreditMovement.venue_id.is_(None)
    query = select(CreditMovement).where(*which).order_by(CreditMovement.id)
    for movement in session.scalars(query):
        movements[movement.account_id].append(movement)
    rows = session.execute(
        select(CreditAccount.id, User.public_id, User.name, User.email, Profile.city)
        .join(User, User.id == CreditAccount.user_id)
        .outerjoin(Profile, Profile.user_id == User.id)
        .where(CreditAccount.id.in_(movements))
    )
    for account_id, number, name, email, city in rows:
        last = max(each.at for each in movements[account_id] if each.kind not in OURS)
        state, used = _state(city), last.astimezone(zone).date()
        since, cents = dormant_on(used, state), paid_money(movements[account_id]).cents
        if since is not None and cents:
            key = f"credit-{account_id}"
            yield Dormant(key, False, account_id, number, name, email, state, cents, used, since)


def _state(city: str | None) -> str:
    return (city or "").rpartition(", ")[2]


def turnover_with(public_id: str, *, lock: bool = False) -> Turnover:
    """Return a payment to a state with who recorded it. Raises NotFound. One statement."""
    query = select(Turnover).where(Turnover.public_id == public_id).options(joinedload(Turnover.recorded_by))
    if lock:
        query = query.with_for_update(of=Turnover).execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound(UnclaimedErrorCode.NO_SUCH_TURNOVER)
    return found


def cards_of(turnover_id: int) -> Sequence[int]:
    """List the orders of the gift cards that a payment to a state was for. One statement."""
    query = select(GiftCard.order_id).where(GiftCard.turnover_id == turnover_id)
    return session.scalars(query.order_by(GiftCard.order_id)).all()


def credit_of(turnover_id: int) -> Sequence[CreditMovement]:
    """List what a payment to a state took of guests' credit, by account. One statement."""
    taken = CreditMovement.turnover_id == turnover_id, CreditMovement.kind == MovementKind.TURNED_OVER
    return session.scalars(select(CreditMovement).where(*taken).order_by(CreditMovement.account_id)).all()


def turnovers() -> Sequence[Turnover]:
    """List the latest payments to states with the admins who recorded them. One statement."""
    query = select(Turnover).options(joinedload(Turnover.recorded_by), joinedload(Turnover.undone_by))
    return session.scalars(query.order_by(Turnover.paid_on.desc(), Turnover.id.desc()).limit(MOST_SHOWN)).all()
