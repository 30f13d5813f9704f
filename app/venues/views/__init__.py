"""The pages of a venue, each in a file of its own; importing this package puts them on the blueprint."""

from importlib import import_module

from app.venues.views.blueprint import bp

__all__ = ["bp"]

for page in ("basics", "location", "photos", "rules"):
    import_module(f"{__name__}.{page}")
