"""A person's pages about their own account.

One module each; importing this package registers them on the blueprint.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/account")

PAGES = ("overview", "security", "devices", "credentials", "passkeys", "two_factor")

for page in PAGES:
    import_module(f"{__name__}.{page}")
