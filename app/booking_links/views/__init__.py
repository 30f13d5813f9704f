"""The owner's page with links to their booking page, and that page as other websites show it.

One module each; importing this package registers them on the blueprints.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("booking_links", __name__, url_prefix="/venue/booking-links")
embed_bp = Blueprint("embed", __name__, url_prefix="/embed")

for page in ("embed", "owner"):
    import_module(f"{__name__}.{page}")
