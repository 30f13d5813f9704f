"""The owner's pages about hours and time off, of the venue and of team members.

Each says which bookings a change would leave out of hours. Importing this package registers them on the blueprints.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("hours", __name__, url_prefix="/venue/hours")
member_bp = Blueprint("member_hours", __name__, url_prefix="/venue/team")

for page in ("dates", "member_dates", "member_hours", "time_off", "week"):
    import_module(f"{__name__}.{page}")
