"""Forms to add, import, and end tax rules."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from app.admin.forms.finance import MOST_CENTS
from app.core.formats import usd
from app.finance.actions.tax_payments import NewTaxPayment
from app.tax.actions import NewRule
from app.tax.csv_rows import MOST_BYTES, rate_of
from app.tax.enums import Remitter
from app.taxonomy.models import Category
from app.web.fields import DATE_FORMATS, Pick, RefundAmount, to_choose
from app.web.forms import Form, TextLine

REMITTERS = {Remitter.PLATFORM: _l("CozyWish"), Remitter.VENUE: _l("The venue")}
DAY = _l("Enter a date, like 7/1/2026.")


def category_labels(categories: Sequence[Category]) -> dict[int | None, str]:
    """Return the names of categories by id, subcategories after their category: "Massage: Deep tissue"."""
    return {each.id: f"{each.parent.name}: {each.name}" if each.parent else each.name for each in categories}


class RuleForm(Form):
    state = TextLine(
        _l("State"),
        [DataRequired(_l("Enter the state.")), Regexp("[A-Za-z]{2}$", message=_l("Enter two letters, like WA."))],
    )
    locality = TextLine(_l("City"), [Length(max=80, message=_l("Shorten this to %(number)s characters.", number=80))])
    category = Pick(_l("Category"))
    jurisdiction = TextLine(
        _l("Jurisdiction"),
        [
            DataRequired(_l("Enter who levies the tax, like Seattle.")),
            Length(max=80, message=_l("Shorten this to %(number)s characters.", number=80)),
        ],
    )
    rate = TextLine(_l("Rate in percent"), [DataRequired(_l("Enter a rate, like 8.875. Enter 0 for no tax."))])
    remitter = Pick(_l("Who pays it to the jurisdiction"), choices=to_choose(REMITTERS.items()))
    taxes_fees = BooleanField(_l("Fees for late cancellations and no-shows are taxed too"))
    taxes_funded = BooleanField(_l("What CozyWish pays toward a sitewide deal is taxed too"))
    first_on = DateField(_l("First day"), [InputRequired(DAY)], format=DATE_FORMATS)
    last_on = DateField(_l("Last day"), [Optional()], format=DATE_FORMATS)

    def offer(self, categories: Sequence[Category]) -> None:
        """Set the categories to choose from."""
        names = category_labels(categories)
        self.category.choices = to_choose((str(each.id), names[each.id]) for each in categories)

    def validate_rate(self, field: TextLine) -> None:
        try:
            rate_of(field.value)
        except ValueError:
            raise ValidationError(_l("Enter a rate from 0 to 30, like 8.875.")) from None

    @property
    def rule(self) -> NewRule:
        return NewRule(
            self.state.value.upper(),
            self.locality.value,
            int(self.category.data),
            self.jurisdiction.value,
            rate_of(self.rate.value),
            Remitter(self.remitter.data),
            bool(self.taxes_fees.data),
            self.first_on.data,
            self.last_on.data,
            bool(self.taxes_funded.data),
        )


class RulesFileForm(Form):
    file = FileField(_l("CSV file"), [FileRequired(_l("Choose a CSV file."))])

    @property
    def content(self) -> bytes:
        """Return the file, or a little more than the most that an import reads."""
        content: bytes = self.file.data.read(MOST_BYTES + 1)
        return content


class EndRuleForm(Form):
    last_on = DateField(_l("Last day"), [InputRequired(DAY)], format=DATE_FORMATS)


class TaxPaymentForm(Form):
    jurisdiction = Pick(_l("Jurisdiction"))
    first_on = DateField(_l("First day of the period"), [InputRequired(DAY)], format=DATE_FORMATS)
    last_on = DateField(_l("Last day of the period"), [InputRequired(DAY)], format=DATE_FORMATS)
    amount = RefundAmount(
        _l("Amount in dollars"),
        most_cents=MOST_CENTS,
        validators=[
            InputRequired(_l("Enter how much was paid.")),
            NumberRange(min=1, message=_l("Enter an amount above $0.")),
        ],
    )
    paid_on = DateField(_l("Paid on"), [InputRequired(DAY)], format=DATE_FORMATS)
    reference = TextLine(
        _l("Reference"),
        [
            DataRequired(_l("Enter a confirmation number, or what else finds this payment.")),
            Length(max=80, message=_l("Shorten this to %(number)s characters.", number=80)),
        ],
    )

    def offer(self, owed: Mapping[tuple[str, str], int]) -> None:
        """Set the jurisdictions to choose from: those that we owe."""
        open_ones = sorted((place, cents) for place, cents in owed.items() if cents > 0)
        self.jurisdiction.choices = to_choose(
            (
                f"{state}/{name}",
                _("%(name)s (%(state)s), owed %(amount)s", name=name, state=state, amount=usd(cents)),
            )
            for (state, name), cents in open_ones
        )

    @property
    def payment(self) -> NewTaxPayment:
        state, _slash, jurisdiction = str(self.jurisdiction.data).partition("/")
        return NewTaxPayment(
            state,
            jurisdiction,
            self.first_on.data,
            self.last_on.data,
            self.amount.value or 0,
            self.paid_on.data,
            self.reference.value,
        )
