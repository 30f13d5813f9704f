from enum import StrEnum


class GiftCardState(StrEnum):
    UNPAID = "unpaid"  # the buyer is at the payment page, or left it
    HELD = "held"  # paid; an admin looks at it before it is delivered
    SCHEDULED = "scheduled"  # paid, to be delivered at its time
    DELIVERED = "delivered"  # its code was sent
    REDEEMED = "redeemed"  # a guest added its amount to their store credit
    REFUNDED = "refunded"
    TURNED_OVER = "turned_over"  # nobody redeemed it for years, and a state got the money
    CHARGED_BACK = "charged_back"  # nobody redeemed it, and a bank returned the payment to the buyer


class Design(StrEnum):
    """The picture on a gift card: static/src/img/gift-….webp."""

    BATH = "bath"
    FLOWER = "flower"
    MASSAGE = "massage"
    SAUNA = "sauna"
