"""Pages of waiting: the wish, the offer, and who waits at a venue."""

from app.waiting.views import offers, venue, wishes
from app.waiting.views.blueprint import bp

__all__ = ["bp", "offers", "venue", "wishes"]
