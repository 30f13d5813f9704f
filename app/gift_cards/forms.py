"""The forms to buy, send, and redeem a gift card."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from app.accounts.models import User
from app.core import clock
from app.core.zone_names import in_zone, zone_words
from app.gift_cards.actions import Wanted
from app.gift_cards.enums import Design
from app.gift_cards.models import LEAST_CENTS, LONGEST_MESSAGE, MOST_CENTS
from app.web.fields import DATE_FORMATS, Pick, RefundAmount
from app.web.forms import EmailAddress, Form, Paragraphs, TextLine

ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "Pacific/Pago_Pago"),
)
# In the morning of the chosen day, and how far ahead that day may be.
MORNING = time(9)
FURTHEST = timedelta(days=365)
TOO_LONG = _l("Shorten this to %(number)s characters.", number=120)
DESIGNS = {
    Design.BATH: _l("A bath"),
    Design.FLOWER: _l("A flower"),
    Design.MASSAGE: _l("A massage"),
    Design.SAUNA: _l("A sauna"),
}


def zone_label(zone: str) -> str:
    """Return the name of a zone in the list: Arizona has its own."""
    return _("Arizona") if zone == "America/Phoenix" else zone_words(zone)


class GiftCardForm(Form):
    amount = RefundAmount(
        _l("Amount"),
        most_cents=MOST_CENTS,
        validators=[
            InputRequired(_l("Enter an amount from $10 to $500.")),
            NumberRange(min=LEAST_CENTS, message=_l("Enter an amount from $10 to $500.")),
        ],
    )
    design = RadioField(
        _l("Design"),
        [InputRequired(_l("Choose a design."))],
        choices=[SelectChoice(design.value, label) for design, label in DESIGNS.items()],
        default=Design.FLOWER.value,
    )
    to_name = TextLine(
        _l("Recipient’s name"),
        [DataRequired(_l("Enter a name, or yours if the gift card is for you.")), Length(max=120, message=TOO_LONG)],
    )
    to_email = EmailAddress(
        _l("Recipient’s email"),
        [DataRequired(_l("Enter the email address to send the gift card to.")), Length(max=254)],
    )
    from_name = TextLine(_l("From"), [DataRequired(_l("Enter your name.")), Length(max=120, message=TOO_LONG)])
    message = Paragraphs(
        _l("Message"),
        [Length(max=LONGEST_MESSAGE, message=_l("Shorten this to %(number)s characters.", number=LONGEST_MESSAGE))],
    )
    on = DateField(_l("Delivery date"), [InputRequired(_l("Choose a date."))], format=DATE_FORMATS)
    zone = Pick(_l("Time zone"))

    def __init__(self, *, user: User | None, zone: str) -> None:
        mine = zone if zone in ZONES else "America/Los_Angeles"
        values = {"zone": mine, "on": in_zone(clock.now(), mine).date(), "from_name": user.name if user else ""}
        super().__init__(data=values)
        self.zone.choices = [SelectChoice(name, zone_label(name)) for name in ZONES]

    def validate_on(self, field: DateField) -> None:
        today = in_zone(clock.now(), self.chosen_zone).date()
        if field.data is not None and not today <= field.data <= today + FURTHEST:
            raise ValidationError(_("Choose a date from today to a year from now."))

    @property
    def chosen_zone(self) -> str:
        return self.zone.data if self.zone.data in ZONES else ZONES[0]

    @property
    def wanted(self) -> Wanted:
        """Return the gift card of a valid form."""
        day = self.on.data
        return Wanted(
            amount_cents=self.amount.value or 0,
            to_name=self.to_name.value,
            to_email=self.to_email.value,
            from_name=self.from_name.value,
            message=self.message.value,
            design=Design(self.design.data),
            deliver_at=datetime.combine(day, MORNING, ZoneInfo(self.chosen_zone)),
            zone=self.chosen_zone,
        )


class SendAgainForm(Form):
    to_email = EmailAddress(
        _l("Recipient’s email"),
        [DataRequired(_l("Enter the email address to send the gift card to.")), Length(max=254)],
    )


class RedeemForm(Form):
    code = TextLine(
        _l("Gift card code"),
        [DataRequired(_l("Enter the code of your gift card.")), Length(max=60)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
