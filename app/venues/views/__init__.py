"""The owner's venue pages, one module each. Importing this package registers them on the blueprint."""

from importlib import import_module

from app.venues.views.blueprint import bp

__all__ = ["bp"]

for page in ("basics", "location", "photos", "rules"):
    import_module(f"{__name__}.{page}")
