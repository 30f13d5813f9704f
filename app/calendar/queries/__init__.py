"""A venue's time as it stands in the database. Each asks a fixed number of statements."""

from app.calendar.queries.day import DayPlan, Lane, Taken, day_plan, midnights

__all__ = ["DayPlan", "Lane", "Taken", "day_plan", "midnights"]
