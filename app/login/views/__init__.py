"""The pages for creating an account, logging in and out, links in emails, and choosing a theme.

One module each; importing this package registers them on the blueprint.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("login", __name__)

PAGES = (
    "log_in",
    "second_step",
    "passkeys",
    "register",
    "agreement",
    "confirm",
    "confirm_code",
    "reset",
    "login_link",
    "email_address",
    "theme",
)

for page in PAGES:
    import_module(f"{__name__}.{page}")
