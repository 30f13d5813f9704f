"""What a venue's bookings add up to. Each figure is counted by the venue's local date of the visit itself."""

from app.insights.queries.report import Report, report
from app.insights.queries.utilization import fill

__all__ = ["Report", "fill", "report"]
