"""The stylesheet shared by the stand-ins' pages, served by each stand-in."""

from flask import Blueprint

bp = Blueprint("look", __name__, static_folder="static", static_url_path="/look")
