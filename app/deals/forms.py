"""The form of a venue's deal or of a sitewide deal.

It also works without JavaScript: adding hours, removing them and the preview are submit buttons named `operation`, and
the response is the form as typed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from app.catalog.models import Service
from app.core import clock
from app.core.errors import DomainError
from app.core.formats import long_day, usd_short
from app.deals.actions.terms import Terms
from app.deals.enums import DealKind
from app.deals.fields import Less, OffPeak
from app.deals.models import LONGEST_CODE, LONGEST_TITLE, MAX_USES, Deal
from app.deals.pricing import PriceRule
from app.deals.windows import Window
from app.hours.forms.dates import SpecialDateField
from app.web.fields import Pick, Whole, whole_number
from app.web.forms import Edit, Form, TextLine

FARTHEST = timedelta(days=2 * 365)
ONE_DAY = timedelta(days=1)
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,23}", re.ASCII)
# The id of an unsaved deal's rule: newer than any other.
UNSAVED = 2**62


@dataclass(frozen=True, slots=True)
class DealFormContext:
    """The context of the form: the services to choose from, and the zone in which days begin."""

    zone: ZoneInfo
    services: Sequence[Service] = ()

    @property
    def today(self) -> date:
        return clock.now().astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


class DealForm(Form):
    """The form of a deal.

    Call `changed()` first: if it returns True, show the form again, with the button's change. After
    `validate_on_submit`, `terms` has the terms as typed.
    """

    setting: DealFormContext
    old: Deal | None = None

    kind = RadioField(
        _l("Percent or dollars"),
        default=DealKind.PERCENT.value,
        choices=[SelectChoice("percent", _l("Percent")), SelectChoice("fixed", _l("Dollars"))],
        invalid_choice_message=_l("Choose percent or dollars."),
    )
    amount = Less(_l("Amount"))
    service = Pick(_l("Applies to"), default="")
    windows = OffPeak(_l("Off-peak hours"))
    last_minute = Whole(_l("Last-minute window, in hours"), least=1, most=168, unit="hours")
    first = SpecialDateField(_l("Start date"))
    last = SpecialDateField(_l("End date"))
    max_uses = Whole(_l("Booking limit"), least=1, most=MAX_USES, unit="bookings")
    code = TextLine(_l("Promo code"))
    stacks = BooleanField(_l("Combine with another deal"))
    title = TextLine(
        _l("Name"),
        [
            DataRequired(_l("Enter a name for guests to see, like “Off-peak”.")),
            Length(max=LONGEST_TITLE, message=_l("Use %(most)d characters or fewer.", most=LONGEST_TITLE)),
        ],
    )
    operation = HiddenField()

    def __init__(self, *args: Any, setting: DealFormContext, old: Deal | None = None, **kwargs: Any) -> None:
        """Create the form; `old` is the deal that it edits."""
        super().__init__(*args, **kwargs)
        self.setting, self.old = setting, old
        self.service.choices = [
            SelectChoice("", _("All services")),
            *(SelectChoice(one.slug, one.title) for one in setting.services),
        ]

    def changed(self) -> bool:
        """Apply a button that does not save, and return whether there was one."""
        verb, _colon, number = (self.operation.data or "").partition(":") if self.is_submitted() else ("", "", "")
        if verb == "add":
            self.windows.add()
        elif verb == "remove" and (at := whole_number(number, most=999)) is not None:
            self.windows.remove(at)
        return verb in {"add", "remove", "look"}

    @property
    def chosen(self) -> Service | None:
        return next((one for one in self.setting.services if one.slug == self.service.data), None)

    @property
    def terms(self) -> Terms:
        kind = DealKind(self.kind.data)
        ends = self.last.data
        return Terms(
            title=self.title.value,
            kind=kind,
            amount=self.amount.read(kind),
            valid_from=self._begins(),
            valid_to=self.setting.midnight(ends + ONE_DAY) if ends else None,
            service=self.chosen,
            windows=self.windows.windows,
            last_minute_hours=self.last_minute.value,
            max_uses=self.max_uses.value,
            code=self.code.value or None,
            stacks=bool(self.stacks.data and self.code.value),
        )

    def _begins(self) -> datetime:
        """Return when the deal begins; a date that did not change keeps its instant."""
        day = self.first.data or self.setting.today
        if self.old is not None and self.old.valid_from.astimezone(self.setting.zone).date() == day:
            return self.old.valid_from
        return self.setting.midnight(day)

    @property
    def rule(self) -> PriceRule | None:
        """The rule that can be read from the form, for pricing; None without an amount."""
        kind = DealKind.FIXED if self.kind.data == DealKind.FIXED else DealKind.PERCENT
        try:
            amount = self.amount.read(kind)
        except DomainError:
            return None
        return PriceRule(
            id=self.old.id if self.old is not None and self.old.id else UNSAVED,
            title=self.title.value or _("This deal"),
            kind=kind,
            amount=amount,
            valid_from=self._begins(),
            valid_to=self.setting.midnight(self.last.data + ONE_DAY) if self.last.data else None,
            windows=tuple(self.windows.windows),
            last_minute_hours=self.last_minute.data,
            code=self.code.value or None,
            stacks=bool(self.stacks.data),
        )

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The errors for the summary: (id of the input to correct, sentence)."""
        found = [(field.id, error) for field in self if field is not self.windows for error in field.errors]
        return [*found, *self.windows.problems, *(("", error) for error in self.form_errors)]

    def validate(self, extra_validators: Any = None) -> bool:
        # An invalid choice, which no browser sends, has its own error at the field.
        good: bool = super().validate(extra_validators)
        if not self.kind.errors:
            with self.refusals(self.amount):
                self.amount.read(DealKind(self.kind.data))
        return good and not self.amount.errors

    def validate_first(self, field: SpecialDateField) -> None:
        if field.errors or field.data is None:
            return
        kept = self.old is not None and self.old.valid_from.astimezone(self.setting.zone).date() == field.data
        if not kept and field.data < self.setting.today:
            raise ValidationError(_("This day has passed. Choose today or later, or leave it blank for today."))
        self._not_too_far(field.data)

    def validate_last(self, field: SpecialDateField) -> None:
        if field.errors or field.data is None:
            return
        if field.data < self.setting.today:
            raise ValidationError(_("This day has passed. Choose today or later, or leave it blank for no end."))
        if self.first.data and field.data < self.first.data:
            early = _("The deal would end before it starts. Choose %(day)s or later.", day=long_day(self.first.data))
            raise ValidationError(early)
        self._not_too_far(field.data)

    def _not_too_far(self, day: date) -> None:
        if day > self.setting.today + FARTHEST:
            raise ValidationError(_("That’s more than two years ahead. Choose an earlier day."))

    def validate_code(self, field: TextLine) -> None:
        if field.value and not CODE.fullmatch(field.value):
            raise ValidationError(
                _("Enter a promo code of 3 to %(most)d letters and digits, like SPRING20.", most=LONGEST_CODE)
            )

    def validate_stacks(self, field: BooleanField) -> None:
        if field.data and not self.code.value:
            raise ValidationError(_("Only a promo code can combine with another deal. Enter one, or clear this box."))


class DealEdit(Edit, DealForm):
    """The form of an existing deal."""


def new_form(setting: DealFormContext, **values: object) -> DealForm:
    return DealForm(data={"title": "Off-peak", "first": setting.today, **values}, setting=setting)


def edit_form(setting: DealFormContext, deal: Deal) -> DealEdit:
    return DealEdit(data=values_of(deal, setting), setting=setting, old=deal)


def values_of(deal: Deal, setting: DealFormContext) -> dict[str, object]:
    """Return the field values of a deal, which must have its service loaded."""
    fixed = deal.kind is DealKind.FIXED
    # The last day ends at that midnight.
    last = deal.valid_to - timedelta(seconds=1) if deal.valid_to else None
    return {
        "kind": deal.kind.value,
        "amount": usd_short(deal.amount).removeprefix("$") if fixed else str(deal.amount),
        "service": deal.service.slug if deal.service else "",
        "windows": [Window(window.weekday, window.opens, window.closes) for window in deal.windows],
        "last_minute": deal.last_minute_hours,
        "first": deal.valid_from.astimezone(setting.zone).date(),
        "last": last.astimezone(setting.zone).date() if last else None,
        "max_uses": deal.max_uses,
        "code": deal.code or "",
        "stacks": deal.stacks,
        "title": deal.title,
    }
