from enum import StrEnum


class MovementKind(StrEnum):
    """What changed the balance of a guest's store credit."""

    GIFT_CARD = "gift_card"  # the guest redeemed a gift card
    GOODWILL = "goodwill"  # CozyWish gave it
    USE = "use"  # set aside for an order, with the order's hold
    RELEASE = "release"  # the order ended unpaid
    REFUND = "refund"  # what was paid with credit is refunded
    CASH_OUT = "cash_out"  # the guest asked to cash out a small gift card balance
    TURNED_OVER = "turned_over"  # a state got what nobody used for years
    CASH_OUT_BACK = "cash_out_back"  # an admin declined that
