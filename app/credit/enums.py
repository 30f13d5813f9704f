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
    TURNED_OVER_BACK = "turned_over_back"  # an admin had recorded that by mistake
    CASH_OUT_BACK = "cash_out_back"  # an admin declined that
    DISPUTED = "disputed"  # a bank took back the payment of the gift card that it's from
    DISPUTE_WON = "dispute_won"  # and gave it to us again
    # Credit at a venue:
    GIVEN = "given"  # the venue gave it
    TAKEN_BACK = "taken_back"  # the venue took that back, before it was used
    KEPT = "kept"  # the guest kept a refund as credit
    CHARGED_BACK = "charged_back"  # the guest's bank returned what they had kept, in a dispute that we lost
    ENDED = "ended"  # the venue left, and had given it
    MOVED_OUT = "moved_out"  # the venue left, and the guest had paid for it
    MOVED_IN = "moved_in"  # so it's for all venues now


# Changes of credit at a venue for which the venue pays, or no longer does.
BY_VENUES = frozenset({MovementKind.GIVEN, MovementKind.TAKEN_BACK, MovementKind.ENDED})
