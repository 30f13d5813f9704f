"""Pages for a venue's team, one module each; importing this package registers them on the blueprint."""

from importlib import import_module

from app.team.blueprint import bp

__all__ = ["bp"]

for page in ("dates", "hours", "offboarding", "people", "time_off"):
    import_module(f"{__name__}.{page}")
