from enum import StrEnum


class TransferState(StrEnum):
    """The state of a transfer to a venue's account at Stripe, or of a reversal of one."""

    DUE = "due"  # to be sent, or refused for now
    SENT = "sent"  # the response has not arrived, so it may or may not have been made
    MADE = "made"
    REFUSED = "refused"  # a reversal that Stripe refused for good: the venue owes us the amount


class PayoutStatus(StrEnum):
    """The status of a payout from a venue's account at Stripe to its bank, as Stripe names it."""

    PENDING = "pending"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELED = "canceled"
