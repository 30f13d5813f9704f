"""The pages of intake forms: the owner's forms, the answers of a booking's guest, and the form that a guest fills in.

One module each; importing this package registers them on the blueprints.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("intake", __name__, url_prefix="/venue/forms")
guest_bp = Blueprint("guest_forms", __name__)

for page in ("answers", "care_notes", "forms", "guest", "questions"):
    import_module(f"{__name__}.{page}")
