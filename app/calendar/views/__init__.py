"""The calendar of a venue: its days, its bookings and blocked times.

One module each; importing this package registers them on the blueprint.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("calendar", __name__, url_prefix="/calendar")

for page in ("blocks", "bookings", "day", "live"):
    import_module(f"{__name__}.{page}")
