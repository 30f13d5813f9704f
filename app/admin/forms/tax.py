"""Forms to add, import, and end tax rules."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError

from app.tax.actions import NewRule
from app.tax.csv_rows import MOST_BYTES, rate_of
from app.tax.enums import Remitter
from app.taxonomy.models import Category
from app.web.fields import DATE_FORMATS, Pick, to_choose
from app.web.forms import Form, TextLine

REMITTERS = {Remitter.PLATFORM: _l("CozyWish"), Remitter.VENUE: _l("The venue")}
DAY = _l("Enter a date, like 7/1/2026.")


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
    first_on = DateField(_l("First day"), [InputRequired(DAY)], format=DATE_FORMATS)
    last_on = DateField(_l("Last day"), [Optional()], format=DATE_FORMATS)

    def offer(self, categories: Sequence[Category]) -> None:
        """Set the categories to choose from."""
        names = (
            (str(each.id), f"{each.parent.name}: {each.name}" if each.parent else each.name) for each in categories
        )
        self.category.choices = to_choose(names)

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
        )


class RulesFileForm(Form):
    file = FileField(_l("CSV file"))

    @property
    def content(self) -> bytes:
        return self.file.data.read(MOST_BYTES + 1) if self.file.data else b""


class EndRuleForm(Form):
    last_on = DateField(_l("Last day"), [InputRequired(DAY)], format=DATE_FORMATS)
