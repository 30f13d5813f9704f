"""What everybody may look at: home, search, a venue, its times."""

from flask import Blueprint

bp = Blueprint("discovery", __name__)
