"""The form of a membership, and of joining one."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.packages.actions import OfferTerms
from app.packages.forms import PRICE, PackagePrice, SoldForm
from app.passes.enums import OfferKind
from app.passes.models import LEAST_CENTS, MOST_CENTS, MOST_USES
from app.web.fields import Whole
from app.web.forms import Form


class JoinForm(Form):
    """The consent to be charged each month, apart from every other consent, and what the guest saw."""

    seen = HiddenField()
    agree = BooleanField(
        _l("I agree to be charged every month until I cancel."),
        [InputRequired(_l("Check the box to agree to the monthly charge."))],
    )


class MembershipForm(SoldForm):
    """A membership."""

    uses = Whole(_l("Bookings a month"), least=0, most=MOST_USES, unit="bookings", validators=[Optional()])
    percent_off = Whole(_l("Member price, in percent off"), least=0, most=90, unit="percent", validators=[Optional()])
    price = PackagePrice(
        _l("Price a month"),
        most_cents=MOST_CENTS,
        validators=[InputRequired(PRICE), NumberRange(min=LEAST_CENTS, message=PRICE)],
    )
    for_members = BooleanField(_l("Change it for current members too"))

    @property
    def terms(self) -> OfferTerms:
        """Return the membership as typed, after validation."""
        return OfferTerms(
            title=self.title.value,
            uses=self.uses.value or 0,
            price_cents=self.price.value or 0,
            valid_days=None,
            option_ids=self.options.data or [],
            percent_off=self.percent_off.value or 0,
            kind=OfferKind.MEMBERSHIP,
        )
