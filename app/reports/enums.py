from enum import StrEnum


class BookingOutcome(StrEnum):
    """The outcome of a booking."""

    VISIT = "visit"  # it took place, or will
    MISSED = "missed"  # the guest did not come
    CANCELED = "canceled"


class Span(StrEnum):
    """The period of a report."""

    WEEK = "7"
    MONTH = "28"
    QUARTER = "84"
    YEAR = "364"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    CUSTOM = "custom"


class Measure(StrEnum):
    """One of the four figures that a chart can show."""

    REVENUE = "revenue"
    BOOKINGS = "bookings"
    AVERAGE = "average"
    FILL = "fill"


class DetailTab(StrEnum):
    """A part of the report below its charts."""

    SERVICES = "services"
    TEAM = "team"
    GUESTS = "guests"
    DEALS = "deals"
    CANCELED = "canceled"


class TimeUnit(StrEnum):
    """The unit of time that one bar of a chart covers."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
