"""The form of a package, what it shares with that of a membership, and the refund of what is left."""

from collections.abc import Iterable
from typing import Self

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.catalog.models import Service
from app.core.formats import duration, usd_short
from app.packages.actions import OfferTerms
from app.passes.models import LEAST_CENTS, LONGEST_TITLE, MOST_CENTS, MOST_USES, PassOffer
from app.web.fields import Money, Pick, Whole
from app.web.forms import Edit, Form, TextLine

MONTHS = {1: 30, 3: 91, 6: 182, 12: 365, 24: 730}
# Which column each field shows. A form has only some of these fields.
COLUMNS = {
    "title": "title",
    "options": "option_ids",
    "uses": "uses",
    "price": "price_cents",
    "valid_days": "valid_days",
    "percent_off": "percent_off",
}
PRICE = _l("Enter a price from $5 to $10,000.")


class PackagePrice(Money):
    """The price of a package."""

    UNREADABLE = _l("Enter a price in dollars, like 400 or 400.50.")
    NEGATIVE = _l("Enter a price without a minus sign.")
    TOO_MUCH = _l("Enter a price of up to %(most)s.")


class SoldForm(Edit):
    """What packages and memberships have in common."""

    title = TextLine(
        _l("Name"),
        [
            DataRequired(_l("Enter a name that guests will see.")),
            Length(max=LONGEST_TITLE, message=_l("Shorten this.")),
        ],
    )
    options = SelectMultipleField(
        _l("Services"), [InputRequired(_l("Choose at least one service."))], coerce=int, validate_choice=False
    )

    @classmethod
    def of(cls, offer: PassOffer | None, services: Iterable[Service]) -> Self:
        """Return the form of what a venue sells, or of something new."""
        data = {} if offer is None else {name: getattr(offer, column) for name, column in COLUMNS.items()}
        form = cls(data=data)
        form.fill(services)
        return form

    def fill(self, services: Iterable[Service]) -> None:
        """Fill in what to choose from."""
        self.options.choices = [
            SelectChoice(
                option.id, f"{service.title}, {duration(option.duration_minutes)}, {usd_short(option.price_cents)}"
            )
            for service in services
            for option in service.options
            if option.price_cents
        ]


class OfferForm(SoldForm):
    """A package."""

    uses = Whole(
        _l("Number of bookings"),
        least=1,
        most=MOST_USES,
        unit="bookings",
        validators=[InputRequired(_l("Enter a number, like 5."))],
    )
    price = PackagePrice(
        _l("Price of the package"),
        most_cents=MOST_CENTS,
        validators=[InputRequired(PRICE), NumberRange(min=LEAST_CENTS, message=PRICE)],
    )
    valid_days = Pick(_l("Valid for"), coerce=int, default=MONTHS[12])

    def fill(self, services: Iterable[Service]) -> None:
        super().fill(services)
        self.valid_days.choices = [
            SelectChoice(days, ngettext("%(num)d month", "%(num)d months", months)) for months, days in MONTHS.items()
        ]

    @property
    def terms(self) -> OfferTerms:
        """Return the package as typed, after validation."""
        return OfferTerms(
            title=self.title.value,
            uses=self.uses.value or 0,
            price_cents=self.price.value or 0,
            valid_days=self.valid_days.value,
            option_ids=self.options.data or [],
        )


class RefundForm(Form):
    """The refund of what is left; `left` is the amount that the page showed."""

    left = HiddenField()
    reason = TextLine(
        _l("Reason"),
        [DataRequired(_l("Enter a reason. The guest will read it.")), Length(max=200, message=_l("Shorten this."))],
    )
