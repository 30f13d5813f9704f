"""The provider's days and what she does with the bookings in them, each page in a file of its own; importing this
package puts them on the blueprint."""

from importlib import import_module

from app.calendar.blueprint import bp

__all__ = ["bp"]

for page in ("blocking", "bookings", "canceling", "day", "guests", "live", "marking", "moving", "walk_in", "writing"):
    import_module(f"{__name__}.{page}")
