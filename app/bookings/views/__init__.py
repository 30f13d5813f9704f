"""The pages about a guest's bookings, one module each; importing this package adds them to the blueprint."""

from importlib import import_module

from app.bookings.blueprint import bp

__all__ = ["bp"]

for page in ("bookings", "rebook", "reschedule"):
    import_module(f"{__name__}.{page}")
