"""How much of a guest's credit was paid for, with a gift card or for a booking that was canceled."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.credit.enums import MovementKind
from app.credit.models import CreditMovement

GIVEN = frozenset({MovementKind.GOODWILL, MovementKind.GIVEN, MovementKind.MOVED_IN})
NOT_GIVEN_AFTER_ALL = frozenset({MovementKind.TAKEN_BACK, MovementKind.ENDED})


@dataclass(frozen=True, slots=True)
class PaidMoney:
    """What is left of it, and the amount of the last gift card that was redeemed, in cents."""

    cents: int = 0
    last_card_cents: int = 0


def left_of_card(movements: Sequence[CreditMovement], card_id: int) -> int:
    """Return what is left of one gift card after all movements, the oldest first. The first card is spent first."""
    cards = [each for each in movements if each.kind is MovementKind.GIFT_CARD]
    amounts = {each.gift_card_id: each.amount_cents for each in cards}
    own = [each.gift_card_id for each in cards].index(card_id)
    later = sum(each.amount_cents for each in cards[own + 1 :])
    return max(0, min(amounts[card_id], paid_money(movements).cents - later))


def paid_money(movements: Iterable[CreditMovement]) -> PaidMoney:
    """Return what is left of it after all movements of one balance, the oldest first.

    An order spends first what was given, by CozyWish or the venue. A refund goes first to what was paid for.
    """
    left = given = last_card = 0
    used: Counter[int | None] = Counter()  # what each order has used of it
    for each in movements:
        cents = each.amount_cents
        if each.kind in {MovementKind.GIFT_CARD, MovementKind.KEPT}:
            left, last_card = left + cents, cents
        elif each.kind in GIVEN or each.kind in NOT_GIVEN_AFTER_ALL:
            given += cents
        elif each.kind is MovementKind.USE:
            paid = max(0, -cents - given)
            left, given, used[each.order_id] = left - paid, given + cents + paid, used[each.order_id] + paid
        elif each.order_id is not None:
            paid = min(cents, used[each.order_id])
            left, given, used[each.order_id] = left + paid, given + cents - paid, used[each.order_id] - paid
        else:  # paid out, or not after all, or moved: only what was paid for is
            left += cents
    return PaidMoney(left, last_card)
