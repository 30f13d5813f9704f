"""Figures computed from a venue's bookings. Each counts by the venue's local date of the booking itself."""
