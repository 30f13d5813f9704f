"""A person's page about their data, and an owner's page about the data of one guest.

One module each; importing this package registers them on the blueprints.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("privacy", __name__, url_prefix="/account/privacy")
guest_bp = Blueprint("guest_data", __name__, url_prefix="/venue/guests")

PAGES = ("overview", "exports", "deletion", "guests")

for page in PAGES:
    import_module(f"{__name__}.{page}")
