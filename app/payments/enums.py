from enum import StrEnum


class PaymentState(StrEnum):
    OPEN = "open"  # the person may pay
    PAID = "paid"
    EXPIRED = "expired"  # it can no longer be paid
