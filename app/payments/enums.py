from enum import StrEnum


class PaymentState(StrEnum):
    OPEN = "open"  # the guest may pay
    PAID = "paid"
    DECLINED = "declined"  # the card was charged without the guest, and its bank refused
    EXPIRED = "expired"  # it can no longer be paid
