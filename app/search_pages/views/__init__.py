"""The public pages: home, search, venues and their available times."""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("search_pages", __name__)

# The converter comes first: the routes of the other modules use it.
for page in ("town_converter", "compare", "crawlers", "days", "home", "landing", "map", "search", "suggest"):
    import_module(f"{__name__}.{page}")
