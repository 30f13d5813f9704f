"""Business hours as the owner edits them: the week, special dates and the bookings that a change affects."""

from app.hours.views import dates, week
from app.hours.views.blueprint import bp

__all__ = ["bp", "dates", "week"]
