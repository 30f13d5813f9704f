from enum import StrEnum


class TransactionKind(StrEnum):
    """What a transaction of a venue is."""

    CHARGE = "charge"  # a guest paid for a booking
    TIP = "tip"
    REFUND = "refund"
    FEE = "fee"  # our commission, or its return
    DEAL = "deal"  # what we pay of a sitewide deal, or its return
    CREDIT = "credit"  # store credit that the venue gave a guest, or took back
    DISPUTE = "dispute"  # what the venue owes for a package, a membership, or credit, or no longer owes
    PAYOUT = "payout"
