"""The calendar of the owner and the actions on its bookings. Each page has a file of its own; importing this package
registers them on the blueprint."""

from importlib import import_module

from app.calendar.blueprint import bp

__all__ = ["bp"]

PAGES = (
    "attendance",
    "blocks",
    "bookings",
    "cancel",
    "day",
    "guests",
    "live",
    "messages",
    "new_booking",
    "reschedule",
)

for page in PAGES:
    import_module(f"{__name__}.{page}")
