"""Pages of the waitlist: the entry, the offer, and the venue's list.

One module each; importing this package registers them on the blueprint.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("waitlist", __name__)

for page in ("entries", "offers", "venue"):
    import_module(f"{__name__}.{page}")
