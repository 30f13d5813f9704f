from enum import StrEnum


class Reminders(StrEnum):
    """When somebody is reminded of a visit by mail."""

    BOTH = "both"
    DAY = "day"  # one day before
    HOURS = "hours"  # two hours before
    NONE = "none"


class Role(StrEnum):
    GUEST = "guest"
    PROVIDER = "provider"
    ADMIN = "admin"
