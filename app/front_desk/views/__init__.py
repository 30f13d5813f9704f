"""The pages on which a venue books and acts on bookings.

One module each; importing this package registers them on the blueprint.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("front_desk", __name__, url_prefix="/calendar")

for page in ("attendance", "cancel", "messages", "new_booking", "reschedule", "reschedule_later"):
    import_module(f"{__name__}.{page}")
