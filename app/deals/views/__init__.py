"""A provider's deals: the list with suggestions, making and editing one, and what becomes of it."""

from app.deals.views import acting, editing, listing
from app.deals.views.blueprint import bp

__all__ = ["acting", "bp", "editing", "listing"]
