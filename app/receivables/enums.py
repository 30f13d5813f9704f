from enum import StrEnum


class SettlementKind(StrEnum):
    """How what a venue owes us was settled, if we didn't keep it from its transfers."""

    CARD = "card"  # the owner paid online
    BANK = "bank"  # the owner paid our bank
    WRITE_OFF = "write_off"  # we gave it up
