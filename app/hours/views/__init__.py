"""Opening hours, as the provider edits them: the week, special dates, and what a change leaves outside."""

from app.hours.views import dates, week
from app.hours.views.blueprint import bp

__all__ = ["bp", "dates", "week"]
