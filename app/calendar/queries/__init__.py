"""Queries for a venue's calendar. Each one runs a fixed number of statements."""

from app.calendar.queries.bookables import ROOM, Bookable, block_of, bookables, serving, taken_by
from app.calendar.queries.occupied import CalendarBlock, CalendarBooking, Occupied, occupied_in
from app.calendar.queries.period import ONE_DAY, Lane, Period, period, window_of

__all__ = [
    "ONE_DAY",
    "ROOM",
    "Bookable",
    "CalendarBlock",
    "CalendarBooking",
    "Lane",
    "Occupied",
    "Period",
    "block_of",
    "bookables",
    "occupied_in",
    "period",
    "serving",
    "taken_by",
    "window_of",
]
