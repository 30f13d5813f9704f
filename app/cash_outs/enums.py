from enum import StrEnum


class CashOutState(StrEnum):
    ASKED = "asked"  # taken from the guest's credit; an admin pays it
    PAID = "paid"
    DECLINED = "declined"  # back in the guest's credit


class PaidBy(StrEnum):
    """How a guest got their money."""

    CHECK = "check"
    BANK = "bank"
    OTHER = "other"
    REFUND = "refund"  # to the card that paid for their gift card
