"""The sitewide deal form: a venue's deal form, applied to every venue."""

from app.admin import copy
from app.deals.forms import DealEdit, DealForm, DealFormContext, edit_form, new_form
from app.deals.models import Deal


def platform_form(deal: Deal | None = None) -> DealForm | DealEdit:
    """Return the form for a new or an existing deal. Its days begin at midnight in the office's time zone."""
    setting = DealFormContext(copy.zone())
    return edit_form(setting, deal) if deal else new_form(setting, title="")
