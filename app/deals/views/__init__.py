"""An owner's deals: the list with suggestions, creating and editing a deal, and changing its status."""

from app.deals.views import acting, editing, listing
from app.deals.views.blueprint import bp

__all__ = ["acting", "bp", "editing", "listing"]
