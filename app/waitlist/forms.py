"""The form for joining the waitlist."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from app.availability.day_parts import BY_KEY, PARTS, WHOLE, Window, window_of_part, window_of_times
from app.cart.forms import ANY
from app.catalog.models import Service
from app.core.formats import duration, usd_short
from app.team.forms import OptionalDateField, TimeOfDay
from app.web.fields import Pick, whole_or_none
from app.web.forms import Form

HOURS = "hours"
LABELS = {
    "morning": lazy_gettext("Morning"),
    "afternoon": lazy_gettext("Afternoon"),
    "evening": lazy_gettext("Evening"),
    "day": lazy_gettext("Any time"),
    HOURS: lazy_gettext("Between two times"),
}
CHOICES = [SelectChoice(key, LABELS[key]) for key in (*(part.key for part in (*PARTS, WHOLE)), HOURS)]


class When(RadioField):  # type: ignore[misc]  # WTForms has no types
    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if self.data not in {*BY_KEY, HOURS}:
            raise ValidationError(_("Choose a part of the day."))


class WaitlistForm(Form):
    """A day, part of a day or two times, a team member, and the number of guests."""

    day = OptionalDateField(lazy_gettext("Day"), [InputRequired(lazy_gettext("Choose a day."))])
    when = When(lazy_gettext("When"), choices=CHOICES, validate_choice=False)
    first = TimeOfDay(lazy_gettext("Earliest start"))
    last = TimeOfDay(lazy_gettext("Latest start"))
    member = Pick(lazy_gettext("Team member"), name="with")
    quantity = Pick(lazy_gettext("Guests"), coerce=whole_or_none)
    minutes = Pick(lazy_gettext("Length"), coerce=whole_or_none)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes.choices = [
            SelectChoice(
                option.duration_minutes, f"{duration(option.duration_minutes)}, {usd_short(option.price_cents)}"
            )
            for option in service.options
        ]
        if self.minutes.data is None:
            self.minutes.data = service.first_option.duration_minutes
        people = [SelectChoice(one.member.slug, one.member.first_name) for one in service.performers]
        self.member.choices = [SelectChoice(ANY, _("Anyone available")), *people]
        self.quantity.choices = [
            SelectChoice(number, ngettext("%(num)d guest", "%(num)d guests", number))
            for number in range(1, service.max_quantity + 1)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if self.when.data == HOURS and not (self.first.errors or self.last.errors):
            good = self._check_times() and good
        if self.member.data != ANY and (self.quantity.data or 1) > 1:
            message = _("A team member can take 1 guest at a time. For more guests, choose Anyone available.")
            self.quantity.errors = [*self.quantity.errors, message]
            return False
        return good

    def _check_times(self) -> bool:
        first, last = self.first.minute, self.last.minute
        if first is None:
            self.first.errors = [_("Enter the earliest start that works for you.")]
        if last is None:
            self.last.errors = [_("Enter the latest start that works for you.")]
        elif first is not None and last < first:
            self.last.errors = [_("The latest start must be after the earliest start. Check both times.")]
        return not (self.first.errors or self.last.errors)

    def window(self, zone: ZoneInfo) -> Window:
        """Return the window of a valid form, in UTC."""
        day: date = self.day.data
        if self.when.data == HOURS:
            return window_of_times(zone, day, self.first.minute or 0, self.last.minute or 0)
        return window_of_part(zone, day, BY_KEY[self.when.data])

    def as_address(self) -> dict[str, str]:
        """Return the typed values as URL parameters for a link that shows the form again."""
        typed = (self.day, self.when, self.first, self.last, self.member, self.quantity, self.minutes)
        return {field.name: " ".join(field.raw_data or ()) for field in typed if field.raw_data}
