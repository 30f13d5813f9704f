"""Pages of waiting: the wish, the offer, and who waits at a venue."""

from app.waitlist.views import entries, offers, venue
from app.waitlist.views.blueprint import bp

__all__ = ["bp", "entries", "offers", "venue"]
