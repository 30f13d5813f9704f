"""A venue's time as it stands in the database. Each asks a fixed number of statements."""

from app.calendar.queries.bookables import Bookable, block_of, bookables, taken_by
from app.calendar.queries.day import DayPlan, Lane, Taken, day_plan, midnights

__all__ = ["Bookable", "DayPlan", "Lane", "Taken", "block_of", "bookables", "day_plan", "midnights", "taken_by"]
