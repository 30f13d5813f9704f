"""The pages on which a guest chooses a time.

One module each; importing this package registers them on the blueprint.
"""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("slot_picker", __name__)

for page in ("combo", "party", "series", "times"):
    import_module(f"{__name__}.{page}")
