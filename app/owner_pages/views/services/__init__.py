"""Services as the owner edits them.

One module each; importing this package registers them on the blueprint.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("catalog", __name__, url_prefix="/venue/services")

for page in ("service_form", "preview", "service_list"):
    import_module(f"{__name__}.{page}")
