"""What a provider says about her venue: basics, place, rules, pictures."""

from flask import Blueprint

bp = Blueprint("venues", __name__, url_prefix="/venue")
