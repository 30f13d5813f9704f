"""The pages on which a guest reschedules.

One module each; importing this package registers them on the blueprint.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("rescheduling", __name__)

for page in ("one_booking", "later_bookings", "payment"):
    import_module(f"{__name__}.{page}")
