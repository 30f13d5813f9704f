"""The forms to add and edit a service, with the fields that its kind, the team and the venue’s rules need."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import BooleanField, HiddenField
from wtforms.fields import Field
from wtforms.validators import InputRequired

from app.catalog.actions.offers import (
    MAX_CAPACITY,
)
from app.catalog.defaults import proposed
from app.catalog.enums import ServiceKind
from app.catalog.forms import choices, extras, options
from app.catalog.forms.service import BLANK_DATES, MOST_DATES, RULES, ServiceEdit, ServiceForm, ServiceFormContext
from app.catalog.forms.starts import OneTime, StartDateField, TimesField
from app.catalog.models import AddOn, Service
from app.catalog.starts import DatedStart, ListedAt, WeeklyStart
from app.core.formats import WEEKDAYS
from app.team.models import TeamMember
from app.web.fields import Pick, Whole, whole_number, whole_or_none


class NewService(ServiceForm):
    proposed = HiddenField()


def new_form(setting: ServiceFormContext) -> ServiceForm:
    """Return a form with the usual values of the venue's main category.

    The hidden field `proposed` says whose values they are, so that another category can replace those that nobody
    changed.
    """
    usual = {
        **proposed(setting.venue.category, setting.kind),
        "proposed": setting.venue.category.slug,
        "buffer_before_minutes": 0,
        "max_quantity": 1,
        "step_minutes": 15,
        "category": setting.venue.category.slug,
        **{f"does-{member.slug}": True for member in setting.team},
    }
    form: ServiceForm = _built(NewService, setting, usual)
    return form


def edit_form(
    setting: ServiceFormContext,
    service: Service,
    starts: Sequence[ListedAt],
    add_ons: Sequence[AddOn],
    *,
    sent: bool = True,
) -> ServiceEdit:
    """Return a form with the current values of a service.

    `starts` are the weekly and upcoming starts of a class. `sent` says whether the request submits this form, and not
    another one on the page.
    """
    fields = (
        "title",
        "description",
        "buffer_before_minutes",
        "buffer_after_minutes",
        "active",
    )
    stands: dict[str, Any] = {
        name: getattr(service, name) for name in (*fields, "max_quantity", "step_minutes", *RULES)
    }
    stands |= {"category": service.category.slug, **extras.stand(add_ons)}
    stands |= options.stand(service.options, service.performers)
    stands["places"] = service.resource.capacity if service.resource else None
    for performer in service.performers:
        stands[f"does-{performer.member.slug}"] = True
    dated = [start for start in starts if isinstance(start, DatedStart)]
    for n, once in enumerate(dated):
        stands |= {f"date-{n}": once.on, f"at-{n}": [once.minute]}
    for start in starts:
        if isinstance(start, WeeklyStart):
            stands.setdefault(f"on-{start.weekday}", []).append(start.minute)
    form: ServiceEdit = _built(
        ServiceEdit,
        setting,
        stands,
        option_count=len(service.options),
        dates=len(dated),
        add_ons=len(add_ons),
        sent=sent,
    )
    return form


def _built(
    base: type[Any],
    setting: ServiceFormContext,
    stands: Mapping[str, Any],
    *,
    option_count: int = 0,
    dates: int = 0,
    add_ons: int = 0,
    sent: bool = True,
) -> Any:
    """Return the form; `option_count`, `dates` and `add_ons` are the numbers of existing ones."""
    # All guests of a class start together, so it has one length.
    length_lines = options.how_many(option_count, several=setting.kind is not ServiceKind.SCHEDULED)
    more = {**_rules(setting, stands), **_by_kind(setting, dates, length_lines)}
    more |= {**options.lines(length_lines), **extras.lines(add_ons)}
    fields: dict[str, Any] = {**more, "setting": setting}
    category = Pick(_("Category"), choices=choices.categories(setting.categories))
    return type(base.__name__, (base,), {"category": category, **fields})(
        data=stands, **({} if sent else {"formdata": None})
    )


def _by_kind(setting: ServiceFormContext, dates: int, length_lines: int) -> dict[str, Field]:
    if setting.kind is ServiceKind.STAFFED:
        return {name: field for member in setting.team for name, field in _performer(member, length_lines).items()}
    places = Whole(
        _("Spots"),
        least=1,
        most=MAX_CAPACITY,
        unit="spots",
        validators=[InputRequired(_("Enter the number of spots."))],
    )
    if setting.kind is ServiceKind.OPEN:
        return {"places": places}
    week = {f"on-{day}": TimesField(name) for day, name in enumerate(WEEKDAYS)}
    # At least as many lines as were submitted, so that no input is lost.
    sent = [whole_number(name[5:], most=MOST_DATES) for name in request.form if name.startswith("date-")]
    lines = min(max([dates + BLANK_DATES, *(n + 1 for n in sent if n is not None)]), MOST_DATES)
    rows: dict[str, Field] = {}
    for n in range(lines):
        rows |= {
            f"date-{n}": StartDateField(_("Date %(number)d", number=n + 1)),
            f"at-{n}": OneTime(_("Start time on date %(number)d", number=n + 1)),
        }
    return {"places": places, **week, **rows}


def _performer(member: TeamMember, length_lines: int) -> dict[str, Field]:
    return {f"does-{member.slug}": BooleanField(member.name), **options.own_lines(member, length_lines)}


def _rules(setting: ServiceFormContext, stands: Mapping[str, Any]) -> dict[str, Field]:
    venue = setting.venue
    lists = {
        "minimum_notice_minutes": (_("Minimum notice"), choices.notices),
        "booking_window_days": (_("Booking window"), choices.booking_windows),
        "cancel_free_hours": (_("Free cancellation ends"), choices.free_hours),
        "cancel_keep_percent": (_("Late cancellation fee"), choices.kept),
    }
    fields: dict[str, Field] = {
        name: Pick(label, choices=offered(venue, stands.get(name)), coerce=whole_or_none)
        for name, (label, offered) in lists.items()
    }
    if setting.kind is not ServiceKind.SCHEDULED:
        fields["step_minutes"] = Pick(_("Start times every"), choices=choices.steps(stands["step_minutes"]), coerce=int)
    return fields
