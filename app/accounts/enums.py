from enum import StrEnum


class Reminders(StrEnum):
    """When a guest is reminded of a booking by email."""

    BOTH = "both"
    DAY = "day"  # one day before
    HOURS = "hours"  # two hours before
    NONE = "none"


class Role(StrEnum):
    GUEST = "guest"
    PROVIDER = "provider"
    ADMIN = "admin"
