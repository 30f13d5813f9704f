"""The form of a package, and of the refund of what is left of one."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.catalog.models import Service
from app.core.formats import duration, usd_short
from app.packages.actions import OfferTerms
from app.passes.enums import OfferKind
from app.passes.models import LEAST_CENTS, LONGEST_TITLE, MOST_CENTS, MOST_USES, PassOffer
from app.web.fields import Money, Pick, Whole
from app.web.forms import Edit, Form, TextLine

MONTHS = {1: 30, 3: 91, 6: 182, 12: 365, 24: 730}
PRICE = _l("Enter a price from $5 to $10,000.")


class PackagePrice(Money):
    """The price of a package."""

    UNREADABLE = _l("Enter a price in dollars, like 400 or 400.50.")
    NEGATIVE = _l("Enter a price without a minus sign.")
    TOO_MUCH = _l("Enter a price of up to %(most)s.")


class _SoldForm(Edit):
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

    def offer(self, services: Iterable[Service]) -> None:
        """Fill in the services to choose from."""
        self.options.choices = [
            SelectChoice(
                option.id, f"{service.title}, {duration(option.duration_minutes)}, {usd_short(option.price_cents)}"
            )
            for service in services
            for option in service.options
            if option.price_cents
        ]


class OfferForm(_SoldForm):
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
    valid_days = Pick(_l("Valid for"), coerce=int)

    @classmethod
    def of(cls, offer: PassOffer | None, services: Iterable[Service]) -> "OfferForm":
        form = cls(
            data={
                "title": offer.title if offer else None,
                "options": list(offer.option_ids) if offer else [],
                "uses": offer.uses if offer else None,
                "price": offer.price_cents if offer else None,
                "valid_days": offer.valid_days if offer else MONTHS[12],
            }
        )
        form.offer(services)
        form.valid_days.choices = [
            SelectChoice(days, ngettext("%(num)d month", "%(num)d months", months)) for months, days in MONTHS.items()
        ]
        return form

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


class MembershipForm(_SoldForm):
    """A membership."""

    uses = Whole(_l("Bookings a month"), least=0, most=MOST_USES, unit="bookings", validators=[Optional()])
    percent_off = Whole(_l("Member price, in percent off"), least=0, most=90, unit="percent", validators=[Optional()])
    price = PackagePrice(
        _l("Price a month"),
        most_cents=MOST_CENTS,
        validators=[InputRequired(PRICE), NumberRange(min=LEAST_CENTS, message=PRICE)],
    )

    @classmethod
    def of(cls, offer: PassOffer | None, services: Iterable[Service]) -> "MembershipForm":
        form = cls(
            data={
                "title": offer.title if offer else None,
                "options": list(offer.option_ids) if offer else [],
                "uses": offer.uses if offer else None,
                "percent_off": offer.percent_off if offer else None,
                "price": offer.price_cents if offer else None,
            }
        )
        form.offer(services)
        return form

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


class RefundForm(Form):
    """The refund of what is left; `left` is the amount that the page showed."""

    left = HiddenField()
    reason = TextLine(
        _l("Reason"),
        [DataRequired(_l("Enter a reason. The guest will read it.")), Length(max=200, message=_l("Shorten this."))],
    )
