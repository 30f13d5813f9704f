"""Logging in with Google or Apple: the way to the provider, the way back, and what follows.

One module each; importing this package registers them on the blueprint. The way back ends with a redirect to `finish`.
Apple's is a form of another site, with which browsers send no login session and no cart, so nothing may touch the
session there.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("identities", __name__, url_prefix="/login/with/<provider>")

PAGES = ("start", "callback", "finish")

for page in PAGES:
    import_module(f"{__name__}.{page}")
