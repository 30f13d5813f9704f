"""Texts about bookings for pages, emails and calendars. Times are in each venue's time zone."""
