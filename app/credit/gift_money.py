"""How much of a guest's store credit is money from gift cards, which laws of states protect."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.credit.enums import MovementKind
from app.credit.models import CreditMovement


@dataclass(frozen=True, slots=True)
class GiftMoney:
    """What is left from gift cards, and the amount of the last card that was redeemed, in cents."""

    cents: int = 0
    last_card_cents: int = 0


def gift_money(movements: Iterable[CreditMovement]) -> GiftMoney:
    """Return what is left from gift cards after all movements of an account, the oldest first.

    An order spends credit from CozyWish first, then money from gift cards. A refund goes to the gift card money first.
    """
    left = given = last_card = 0
    used: Counter[int | None] = Counter()  # what each order has used of gift cards
    for each in movements:
        cents = each.amount_cents
        if each.kind is MovementKind.GIFT_CARD:
            left, last_card = left + cents, cents
        elif each.kind is MovementKind.GOODWILL:
            given += cents
        elif each.kind is MovementKind.USE:
            of_cards = max(0, -cents - given)
            left, given, used[each.order_id] = left - of_cards, given + cents + of_cards, used[each.order_id] + of_cards
        elif each.order_id is not None:
            of_cards = min(cents, used[each.order_id])
            left, given, used[each.order_id] = left + of_cards, given + cents - of_cards, used[each.order_id] - of_cards
        else:  # paid out, or not after all: only gift cards are
            left += cents
    return GiftMoney(left, last_card)
