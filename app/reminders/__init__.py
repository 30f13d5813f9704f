"""Emails before a booking: 1 day and 2 hours ahead, as the guest prefers."""
