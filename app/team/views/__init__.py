"""The pages about a venue's team, each in a file of its own; importing this package puts them on the blueprint."""

from importlib import import_module

from app.team.blueprint import bp

__all__ = ["bp"]

for page in ("dates", "hours", "offboarding", "people", "time_off"):
    import_module(f"{__name__}.{page}")
