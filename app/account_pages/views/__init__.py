"""A person's pages about their own account, and the page that undoes a change of their email.

One module each; importing this package registers them on the blueprints.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/account")
undo_bp = Blueprint("undo_email", __name__, url_prefix="/email/undo")

PAGES = (
    "overview",
    "profile",
    "preferred",
    "care_note",
    "security",
    "devices",
    "credentials",
    "passkeys",
    "two_factor",
    "undo_email",
)

for page in PAGES:
    import_module(f"{__name__}.{page}")
