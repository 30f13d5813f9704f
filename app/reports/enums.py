from enum import StrEnum


class BookingOutcome(StrEnum):
    """The outcome of a booking."""

    VISIT = "visit"  # it took place, or will
    MISSED = "missed"  # the guest did not come
    CANCELED = "canceled"


class Span(StrEnum):
    """The period of a report."""

    WEEK = "7"
    MONTH = "30"
    QUARTER = "90"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    CUSTOM = "custom"


class TimeUnit(StrEnum):
    """The unit of time that one bar of a chart covers."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
