"""The pages of discovery, each in a file of its own; importing them puts them on the blueprint."""

from app.discovery.blueprint import bp
from app.discovery.views import times, venue

__all__ = ["bp", "times", "venue"]
