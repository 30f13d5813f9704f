"""The owner's pages about staff, each person's own page, and the invitation as the invited person sees it.

One module each; importing this package registers them on the blueprints.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("staff", __name__, url_prefix="/venue/staff")
invitation_bp = Blueprint("staff_invitation", __name__, url_prefix="/staff-invitations")

for page in ("people", "mine", "invitation"):
    import_module(f"{__name__}.{page}")
