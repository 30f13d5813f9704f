"""The Add booking form of the front desk."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectMultipleField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.availability.engine.local_time import parse_wall
from app.availability.repeating import MOST_TIMES, MOST_WEEKS
from app.bookings.enums import SettledBy
from app.bookings.forms import signed_cents
from app.cart.repeats import TIMES, UNTIL, RepeatInput, every_weeks
from app.catalog.models import AddOn, Service
from app.core.formats import duration, usd_short
from app.team.forms import OptionalDateField
from app.team.models import TeamMember
from app.web.fields import Money, Pick, Whole, to_choose, whole_or_none
from app.web.forms import EmailAddress, Form, Paragraphs, Phone, TextLine

ANYONE = ""
ONCE = ""
NEW = "new"
PAYMENTS = (
    (SettledBy.UNPAID, lazy_gettext("Not paid yet")),
    (SettledBy.CASH, lazy_gettext("Cash")),
    (SettledBy.CARD, lazy_gettext("Card")),
    (SettledBy.OTHER, lazy_gettext("Other")),
)


class NewBookingForm(Form):
    code = HiddenField()  # the order number, so that submitting twice books once
    shown = HiddenField()  # the price in cents that the button showed
    proposed = HiddenField()  # the proposed day and time: if nobody changed the time, another day proposes its own
    service = Pick(lazy_gettext("Service"), validators=[DataRequired(lazy_gettext("Choose a service."))])
    minutes = Pick(lazy_gettext("Length"), coerce=whole_or_none, validate_choice=False)
    member = Pick(lazy_gettext("Team member"), validate_choice=True)
    day = DateField(lazy_gettext("Date"), [InputRequired(lazy_gettext("Choose a date."))])
    time = TimeField(lazy_gettext("Time"), [InputRequired(lazy_gettext("Choose a time."))])
    quantity = Whole(lazy_gettext("Guests"), least=1, most=20, unit="guests", validators=[Optional()])
    # One choice turns repeating on. How long it goes on is another, so that a number and a date can't contradict.
    weeks = Pick(lazy_gettext("Repeat"), default=ONCE)
    times = Pick(lazy_gettext("How long"), default="6")
    until = OptionalDateField(lazy_gettext("Last date"))
    add_ons = SelectMultipleField(lazy_gettext("Add-ons"), validate_choice=False)
    guest = TextLine(
        lazy_gettext("Guest"),
        [
            DataRequired(lazy_gettext("Enter a name.")),
            Length(max=120, message=lazy_gettext("Enter 120 characters or fewer.")),
        ],
    )
    phone = Phone(lazy_gettext("Phone"), [Length(max=40, message=lazy_gettext("Enter 40 characters or fewer."))])
    email = EmailAddress(
        lazy_gettext("Email"), [Length(max=254, message=lazy_gettext("Enter 254 characters or fewer."))]
    )
    send_email = BooleanField(lazy_gettext("Email a confirmation and reminders"))
    whom = RadioField(lazy_gettext("Is it one of these guests?"), validate_choice=False)
    use_pass = BooleanField(lazy_gettext("Use what the guest has paid for"))
    note = Paragraphs(lazy_gettext("Note"), [Length(max=500, message=lazy_gettext("Enter 500 characters or fewer."))])
    price = Money(lazy_gettext("Price"))
    price_reason = TextLine(
        lazy_gettext("Reason for the price"),
        [Length(max=100, message=lazy_gettext("Enter 100 characters or fewer."))],
    )
    settled_by = RadioField(
        lazy_gettext("How are they paying?"),
        choices=to_choose((value.value, label) for value, label in PAYMENTS),
        default=SettledBy.UNPAID.value,
    )

    def offer(self, services: list[Service], members: list[TeamMember]) -> None:
        """Set the services and team members to choose from."""
        self.service.choices = [
            SelectChoice(
                one.slug,
                one.title if len(one.options) > 1 else f"{one.title}, {duration(one.first_option.duration_minutes)}",
            )
            for one in services
        ]
        self.member.choices = [
            SelectChoice(ANYONE, _("Anyone available")),
            *(SelectChoice(one.slug, one.name) for one in members),
        ]

    def offer_options(self, service: Service | None) -> None:
        """Set the lengths to choose from: those of the chosen service."""
        options = service.options if service else []
        self.minutes.choices = [
            SelectChoice(one.duration_minutes, f"{duration(one.duration_minutes)}, {usd_short(one.price_cents)}")
            for one in options
        ]

    def offer_add_ons(self, extras: list[AddOn]) -> None:
        self.add_ons.choices = to_choose((one.key, f"{one.title}, {usd_short(one.price_cents)}") for one in extras)

    def offer_repeats(self) -> None:
        """Set how a booking may repeat. One that doesn't has no field for how long."""
        self.weeks.choices = [
            SelectChoice(ONCE, _("Doesn’t repeat")),
            *(SelectChoice(str(number), every_weeks(number).capitalize()) for number in range(1, MOST_WEEKS + 1)),
        ]
        self.times.choices = [
            *(
                SelectChoice(str(number), ngettext("%(num)d booking", "%(num)d bookings", number))
                for number in range(2, MOST_TIMES + 1)
            ),
            SelectChoice(UNTIL, _("Until a date")),
        ]
        if not self.repeats:
            del self.times, self.until
        elif not self.repeats_until:
            del self.until

    @property
    def repeats(self) -> bool:
        return bool(self.weeks.data)

    @property
    def repeats_until(self) -> bool:
        return self.repeats and str(self.times.data) == UNTIL

    @property
    def repeat_input(self) -> RepeatInput:
        """Return how the booking repeats, as typed. Only for one that does."""
        if not self.repeats_until:
            return RepeatInput(self.weeks.data, TIMES, self.times.data)
        return RepeatInput(self.weeks.data, UNTIL, until=str(self.until.data or ""))

    @property
    def shown_cents(self) -> int | None:
        """Return the price that the page showed, in cents; None if the field is missing or unreadable."""
        return signed_cents(self.shown.data)

    @property
    def on(self) -> date | None:
        """Return the chosen day; None if it is missing or not between 2000 and 2199."""
        on = self.day.data
        return on if isinstance(on, date) and date(2000, 1, 1) <= on <= date(2199, 12, 31) else None

    @property
    def when(self) -> str:
        """Return the chosen local date and time in the format of `proposed`; empty if either is missing."""
        return f"{self.day.data}T{self.time.data:%H:%M}" if self.on and self.time.data else ""

    @property
    def awaits_time(self) -> bool:
        """Return whether the day differs from the one the time was proposed for, while the time is still that
        proposal."""
        on, _, at = str(self.proposed.data or "").partition("T")
        return bool(at) and self.when == f"{self.day.data}T{at}" and on != str(self.day.data)

    def starts_at(self, zone: ZoneInfo) -> datetime | None:
        """Return the chosen start as an instant; None if it is missing or the clocks skip it."""
        if self.on is None or self.time.data is None:
            return None
        return parse_wall(zone, datetime.combine(self.on, self.time.data))


def next_quarter_hour(now: datetime) -> datetime:
    """Return the next full quarter hour, or now if it is one."""
    whole = now.replace(second=0, microsecond=0)
    return whole + timedelta(minutes=-whole.minute % 15)
