"""The form of a service. Its fields depend on the kind of service and on the venue's team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields import Field
from wtforms.validators import DataRequired, Length

from app.catalog.actions.extras import Addition
from app.catalog.actions.offers import (
    MAX_DESCRIPTION,
    MAX_TITLE,
    OptionValues,
    OwnRules,
    ServiceValues,
)
from app.catalog.actions.performers import Performs
from app.catalog.enums import ServiceKind
from app.catalog.errors import CatalogErrorCode
from app.catalog.forms import extras, options
from app.catalog.models import MAX_ADD_ONS, MAX_OPTIONS, Service
from app.catalog.starts import DatedStart, ListedAt, WeeklyStart, first_clash
from app.core import clock
from app.core.errors import error_text
from app.taxonomy.models import Category
from app.team.models import TeamMember
from app.venues.models import Venue
from app.web.fields import DurationField, Whole
from app.web.forms import Edit, Form, Paragraphs, TextLine

BLANK_DATES = 3
MOST_DATES = 60
RULES = ("minimum_notice_minutes", "booking_window_days", "cancel_free_hours", "cancel_keep_percent")


@dataclass(frozen=True, slots=True)
class ServiceFormContext:
    """The context of a service's form: its venue and kind, and the team members and categories to choose from."""

    venue: Venue
    kind: ServiceKind
    team: Sequence[TeamMember]
    categories: Sequence[Category]

    @property
    def today(self) -> date:
        return clock.now().astimezone(self.venue.zone).date()


class ServiceForm(Form):
    """The form of a service.

    Call `validate_on_submit()` first, then `offer`, and depending on the kind `performs`, `starts` and `capacity`.
    """

    setting: ServiceFormContext
    # The line that a button just added, which is shown although it is empty.
    added_option: int | None = None
    added_extra: int | None = None

    title = TextLine(
        _l("Name"),
        [
            DataRequired(_l("Enter a name for guests to see, like “Unwinding massage”.")),
            Length(max=MAX_TITLE, message=_l("Use %(most)d characters or fewer.", most=MAX_TITLE)),
        ],
    )
    description = Paragraphs(
        _l("Description"),
        [Length(max=MAX_DESCRIPTION, message=_l("Use %(most)d characters or fewer.", most=MAX_DESCRIPTION))],
    )
    buffer_before_minutes = DurationField(_l("Buffer time before (minutes)"), least=0, most=240)
    buffer_after_minutes = DurationField(_l("Buffer time after (minutes)"), least=0, most=240)
    max_quantity = Whole(_l("Max guests per booking"), least=1, most=20, unit="guests")
    active = BooleanField(_l("Guests can book this service"), default=True)

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        problems: list[tuple[Field, str]] = []
        if good:
            problems = options.problems(self) or [*self._problems_of_people(), *self._problems_of_starts()]
            problems += extras.problems(self)
        for field, message in problems:
            field.errors = [*field.errors, message]
        return good and not problems

    def offer(self, service: Service | None = None) -> ServiceValues:
        """Return the values of the form; `service` keeps its photo."""
        category = next(one for one in self.setting.categories if one.slug == self["category"].data)
        return ServiceValues(
            category=category,
            title=self.title.value,
            description=self.description.value,
            options=options.values(self),
            buffer_before_minutes=self.buffer_before_minutes.value or 0,
            buffer_after_minutes=self.buffer_after_minutes.value or 0,
            step_minutes=self["step_minutes"].value if "step_minutes" in self else 15,
            max_quantity=self.max_quantity.value or 1,
            photo=service.photo if service else None,
            rules=OwnRules(*(self[name].value for name in RULES)),
            active=bool(self.active.data),
        )

    def performs(self) -> list[Performs]:
        return [
            Performs(member, options.own_terms(self, member))
            for member in self.setting.team
            if self[f"does-{member.slug}"].data
        ]

    def starts(self) -> list[ListedAt]:
        weekly = [WeeklyStart(day, minute) for day in range(7) for minute in self[f"on-{day}"].value]
        dated = [DatedStart(on.value, at.value[0]) for on, at in self.dates() if on.value and at.value]
        return [*weekly, *dated]

    def capacity(self) -> int:
        return int(self["places"].value or 1)

    def additions(self) -> list[Addition]:
        return extras.additions(self)

    def option_numbers(self) -> list[int]:
        """Return the numbers of the option lines to show."""
        return options.shown(self, self.added_option)

    def option_values(self) -> list[OptionValues]:
        """Return the options as typed, without empty lines."""
        return options.values(self)

    def has_own_terms(self, slug: str) -> bool:
        """Return whether the fields of a team member's own prices and lengths are shown."""
        return options.has_own_terms(self, slug)

    def extra_numbers(self) -> list[int]:
        """Return the numbers of the add-on lines to show."""
        return extras.shown(self, self.added_extra)

    def can_add_option(self) -> bool:
        return len(self.option_numbers()) < MAX_OPTIONS and self.setting.kind is not ServiceKind.SCHEDULED

    def can_add_extra(self) -> bool:
        return len(self.extra_numbers()) < MAX_ADD_ONS

    def cell(self, slug: str, number: int) -> options.Cell:
        """Return what an option costs and how long it takes with a team member."""
        return options.cell(self, slug, number)

    @property
    def room(self) -> Field:
        """The field that shows that the capacity is too small; for a staffed service, the title."""
        return self["places"] if "places" in self else self.title  # noqa: SIM401  # a form has no get

    def dates(self) -> list[tuple[Field, Field]]:
        """Return the lines of single dates: date and time."""
        return [(self[f"date-{n}"], self[f"at-{n}"]) for n in range(MOST_DATES) if f"date-{n}" in self]

    def _problems_of_people(self) -> list[tuple[Field, str]]:
        guests = self.max_quantity.value or 1
        if self.setting.kind is not ServiceKind.STAFFED:
            problem = error_text(CatalogErrorCode.MORE_GUESTS_THAN_SPOTS, spots=self.capacity())
            return [(self.max_quantity, problem)] if guests > self.capacity() else []
        people = len(self.performs())
        if not people and self.setting.team:
            return [(self[f"does-{self.setting.team[0].slug}"], _("Choose at least one team member."))]
        problem = error_text(CatalogErrorCode.MORE_GUESTS_THAN_MEMBERS, guests=guests)
        return [(self.max_quantity, problem)] if guests > people else []

    def _problems_of_starts(self) -> list[tuple[Field, str]]:
        if self.setting.kind is not ServiceKind.SCHEDULED:
            return []
        half = [(at, _("Enter a start time, like 10:00 AM.")) for on, at in self.dates() if on.value and not at.value]
        half += [(on, _("Choose a date for this time.")) for on, at in self.dates() if at.value and not on.value]
        over = _("This date has passed. Choose another date, or clear it.")
        past = [(on, over) for on, _at in self.dates() if self._is_past(on)]
        if half or past:
            return [*half, *past]
        starts = self.starts()
        if not starts:
            self["on-0"].named = _("Start times")  # the error is not about one day
            return [(self["on-0"], _("Enter at least one start time, on any weekday or date, like 6:00 PM."))]
        clash = first_clash(starts, self.offer().taken_minutes)
        return [(self._field_of(clash.second), clash.words)] if clash else []

    def _is_past(self, on: Field) -> bool:
        return on.value is not None and on.value < self.setting.today

    def _field_of(self, start: ListedAt) -> Field:
        if isinstance(start, WeeklyStart):
            return self[f"on-{start.weekday}"]
        return next(at for on, at in self.dates() if on.value == start.on and start.minute in at.value)


class ServiceEdit(ServiceForm, Edit):
    """The form of an existing service."""
