from enum import StrEnum


class Kind(StrEnum):
    """What became of a booking."""

    VISIT = "visit"  # it happened, or will
    MISSED = "missed"  # nobody came
    CANCELED = "canceled"


class Span(StrEnum):
    """Which days are looked at."""

    WEEK = "7"
    MONTH = "30"
    QUARTER = "90"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    CUSTOM = "custom"


class Step(StrEnum):
    """What one bar of a chart stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
