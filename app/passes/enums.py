from enum import StrEnum


class OfferKind(StrEnum):
    """How a venue sells bookings ahead."""

    PACKAGE = "package"  # paid once, for a number of bookings
    MEMBERSHIP = "membership"  # paid each month, for bookings and member prices


class PassState(StrEnum):
    UNPAID = "unpaid"
    ACTIVE = "active"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    DISPUTED = "disputed"  # a bank has taken the payment back, and decides who gets it
    CHARGED_BACK = "charged_back"  # the bank returned the payment to the guest


class UseState(StrEnum):
    HELD = "held"  # its booking isn't paid for yet
    USED = "used"
    RETURNED = "returned"  # its booking was canceled in time, or never paid for
