"""The blueprint of the owner's venue pages: basics, location, rules, photos."""

from flask import Blueprint

bp = Blueprint("venues", __name__, url_prefix="/venue")
