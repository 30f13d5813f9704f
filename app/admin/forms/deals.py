"""The form of a deal of the platform: that of a venue's, at every venue."""

from app.admin import copy
from app.deals.forms import DealEdit, DealForm, Setting, edit_form, new_form
from app.deals.models import Deal


def platform_form(deal: Deal | None = None) -> DealForm | DealEdit:
    """Its days begin at midnight of the office."""
    setting = Setting(copy.zone())
    return edit_form(setting, deal) if deal else new_form(setting, title="")
