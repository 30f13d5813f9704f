"""Figures computed from a venue's bookings. Each counts by the venue's local date of the booking itself."""

from app.reports.queries.report import Report, report
from app.reports.queries.utilization import fill

__all__ = ["Report", "fill", "report"]
