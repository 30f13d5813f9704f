"""The sitewide deal form: a venue's deal form, applied to every venue, and who pays for the discount."""

from dataclasses import replace

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice

from app.admin import copy
from app.deals.actions.terms import Terms
from app.deals.enums import DealFunder
from app.deals.forms import DealForm, DealFormContext, values_of
from app.deals.models import Deal
from app.web.forms import Edit

FUNDERS = {DealFunder.PLATFORM: _l("CozyWish"), DealFunder.VENUE: _l("Each venue")}


class PlatformDealForm(DealForm):
    funder = RadioField(
        _l("Who pays for the discount"),
        choices=[SelectChoice(value, label) for value, label in FUNDERS.items()],
        invalid_choice_message=_l("Choose who pays for the discount."),
    )

    @property
    def terms(self) -> Terms:
        return replace(super().terms, funder=DealFunder(self.funder.data))


class PlatformDealEdit(Edit, PlatformDealForm):
    """The form of an existing sitewide deal."""


def platform_form(deal: Deal | None = None) -> PlatformDealForm:
    """Return the form for a new or an existing deal. Its days begin at midnight in the office's time zone."""
    setting = DealFormContext(copy.zone())
    if deal is None:
        first = {"title": "", "first": setting.today, "funder": DealFunder.PLATFORM.value}
        return PlatformDealForm(data=first, setting=setting)
    return PlatformDealEdit(data=values_of(deal, setting) | {"funder": deal.funder.value}, setting=setting, old=deal)
