from enum import StrEnum


class ReservationKind(StrEnum):
    BOOKING = "booking"
    BLOCK = "block"  # made by the venue
    IMPORT = "import"  # from somebody else's calendar


class ReservationState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
