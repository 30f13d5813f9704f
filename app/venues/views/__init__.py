"""The owner's venue pages: basics, location, rules, photos.

One module each; importing this package registers them on the blueprint.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("venues", __name__, url_prefix="/venue")

for page in ("basics", "location", "photos", "rules"):
    import_module(f"{__name__}.{page}")
