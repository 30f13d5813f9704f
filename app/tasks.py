"""The background tasks of every feature, imported because the worker knows only tasks of imported modules."""

from app.admin import tasks as admin
from app.bookings import tasks as bookings
from app.calendar_sync import tasks as feeds
from app.cart import tasks as cart
from app.deals import tasks as deals
from app.discovery import tasks as discovery
from app.onboarding import tasks as listing
from app.payments import tasks as payments
from app.photos import tasks as pictures
from app.reminders import tasks as reminders
from app.venues import tasks as venues
from app.waitlist import tasks as waiting

__all__ = [
    "admin",
    "bookings",
    "cart",
    "deals",
    "discovery",
    "feeds",
    "listing",
    "payments",
    "pictures",
    "reminders",
    "venues",
    "waiting",
]
