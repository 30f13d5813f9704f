from enum import StrEnum


class OrderState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"  # the hold ended, or the person went back; nothing was paid
    REFUNDED = "refunded"  # paid too late and the times were gone: all money went back


class ItemState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Actor(StrEnum):
    """Who did it."""

    CUSTOMER = "customer"
    PROVIDER = "provider"
    ADMIN = "admin"
    SYSTEM = "system"


class LineKind(StrEnum):
    ITEM = "item"
    DISCOUNT = "discount"
    TAX = "tax"


class RefundState(StrEnum):
    DUE = "due"
    SENT = "sent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
