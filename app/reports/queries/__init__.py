"""What a venue's bookings add up to. Each figure is counted by the venue's local date of the visit itself."""

from app.reports.queries.report import Report, report
from app.reports.queries.utilization import fill

__all__ = ["Report", "fill", "report"]
