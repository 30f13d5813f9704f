"""What a person has booked, each page in a file of its own; importing this package puts them on the blueprint."""

from importlib import import_module

from app.bookings.blueprint import bp

__all__ = ["bp"]

for page in ("bookings", "rebook", "reschedule"):
    import_module(f"{__name__}.{page}")
