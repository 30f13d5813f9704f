"""The pages of discovery, one module each; importing this package registers them on the blueprint."""

from importlib import import_module

from app.discovery.blueprint import bp

__all__ = ["bp"]

for page in ("combo", "crawlers", "days", "home", "landing", "map", "search", "suggest", "times", "venue"):
    import_module(f"{__name__}.{page}")
