"""A venue's time as it stands in the database. Each asks a fixed number of statements."""

from app.calendar.queries.bookables import ROOM, Bookable, block_of, bookables, serving, taken_by
from app.calendar.queries.period import ONE_DAY, Lane, Period, period, window_of
from app.calendar.queries.taken import CalendarBooking, Kept, Taken, taken_in

__all__ = [
    "ONE_DAY",
    "ROOM",
    "Bookable",
    "CalendarBooking",
    "Kept",
    "Lane",
    "Period",
    "Taken",
    "block_of",
    "bookables",
    "period",
    "serving",
    "taken_by",
    "taken_in",
    "window_of",
]
