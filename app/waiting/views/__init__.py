"""Pages of waiting: the wish, the offer, and who waits at a venue."""

from app.waiting.views import entries, offers, venue
from app.waiting.views.blueprint import bp

__all__ = ["bp", "entries", "offers", "venue"]
