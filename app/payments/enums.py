from enum import StrEnum


class PaymentState(StrEnum):
    OPEN = "open"  # the guest may pay
    PAID = "paid"
    EXPIRED = "expired"  # it can no longer be paid
