"""Pages of the waitlist: the entry, the offer, and the venue's list."""

from app.waitlist.views import entries, offers, venue
from app.waitlist.views.blueprint import bp

__all__ = ["bp", "entries", "offers", "venue"]
