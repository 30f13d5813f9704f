"""An owner’s deals: the list with suggestions, creating and editing a deal, and changing its status.

One module each; importing this package registers them on the blueprint.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("deals", __name__, url_prefix="/venue/deals")

for page in ("deal_form", "deal_list", "status"):
    import_module(f"{__name__}.{page}")
