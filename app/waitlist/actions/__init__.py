"""Joining the waitlist, getting an offer and declining it."""
