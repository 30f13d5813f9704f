"""The look that the stand-ins' pages share, served by each of them."""

from flask import Blueprint

bp = Blueprint("look", __name__, static_folder="static", static_url_path="/look")
