from enum import StrEnum


class OrderState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"  # the hold ended, or the person went back; nothing was paid
    REFUNDED = "refunded"  # paid too late and the times were gone: all money went back


class OrderOrigin(StrEnum):
    """Where it was made."""

    ONLINE = "online"  # by the guest, and paid here
    FRONT_DESK = "front_desk"  # by the venue, for somebody at the desk or on the phone; no money of it is ours


class SettledBy(StrEnum):
    """How a guest paid at the desk."""

    UNPAID = "unpaid"
    CASH = "cash"
    CARD = "card"
    OTHER = "other"


class BookingState(StrEnum):
    HELD = "held"
    REQUESTED = "requested"  # paid, and waiting for the venue's yes; its time is kept
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELED = "canceled"
    EXPIRED = "expired"


# Paid for or booked at the front desk, and neither over nor canceled.
UPCOMING_STATES = frozenset({BookingState.REQUESTED, BookingState.CONFIRMED})


class Actor(StrEnum):
    """Who did it."""

    GUEST = "guest"
    PROVIDER = "provider"
    ADMIN = "admin"
    SYSTEM = "system"


class LineKind(StrEnum):
    BOOKING = "booking"
    DISCOUNT = "discount"
    TAX = "tax"


class RefundState(StrEnum):
    DUE = "due"
    SENT = "sent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
