"""What somebody wishes for, as a form says it."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from app.availability.day_parts import BY_KEY, PARTS, WHOLE, Window, window_of_part, window_of_times
from app.cart.forms import ANY
from app.catalog.models import Service
from app.fields import Pick
from app.filters import plural
from app.forms import Form
from app.team.forms import Day, TimeOfDay

HOURS = "hours"
CHOICES = [SelectChoice(part.key, part.name) for part in (*PARTS, WHOLE)] + [SelectChoice(HOURS, "Between two times")]


class When(RadioField):  # type: ignore[misc]  # WTForms has no types
    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if self.data not in {*BY_KEY, HOURS}:
            raise ValidationError("Choose a part of the day.")


class WishForm(Form):
    """A day, a part of it or two times, with whom, and for how many."""

    day = Day("Day", [InputRequired("Choose the day.")])
    when = When("When", choices=CHOICES, validate_choice=False)
    first = TimeOfDay("Starting at the earliest")
    last = TimeOfDay("Starting at the latest")
    member = Pick("With", name="with")
    quantity = Pick("Guests", coerce=int)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [SelectChoice(one.member.slug, one.member.first_name) for one in service.performers]
        self.member.choices = [SelectChoice(ANY, "Anyone free"), *people]
        self.quantity.choices = [
            SelectChoice(number, plural(number, "guest", "guests")) for number in range(1, service.max_quantity + 1)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if self.when.data == HOURS and not (self.first.errors or self.last.errors):
            good = self._check_times() and good
        if self.member.data != ANY and (self.quantity.data or 1) > 1:
            said = "One person can look after one guest at a time. For more guests, choose anyone free."
            self.quantity.errors = [*self.quantity.errors, said]
            return False
        return good

    def _check_times(self) -> bool:
        first, last = self.first.minute, self.last.minute
        if first is None:
            self.first.errors = ["Say the earliest start that suits you."]
        if last is None:
            self.last.errors = ["Say the latest start that suits you."]
        elif first is not None and last < first:
            self.last.errors = ["The latest start comes after the earliest. Check the two times."]
        return not (self.first.errors or self.last.errors)

    def window(self, zone: ZoneInfo) -> Window:
        """Of a form that is good, in UTC."""
        day: date = self.day.data
        if self.when.data == HOURS:
            return window_of_times(zone, day, self.first.minute or 0, self.last.minute or 0)
        return window_of_part(zone, day, BY_KEY[self.when.data])

    def as_address(self) -> dict[str, str]:
        """What was typed, for a link that shows it again."""
        typed = (self.day, self.when, self.first, self.last, self.member, self.quantity)
        return {field.name: " ".join(field.raw_data or ()) for field in typed if field.raw_data}
