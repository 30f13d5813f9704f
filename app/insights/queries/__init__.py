"""What a venue's bookings add up to. Each figure is counted by the venue's local date of the visit itself."""

from app.insights.queries.filling import fill
from app.insights.queries.report import Report, report

__all__ = ["Report", "fill", "report"]
