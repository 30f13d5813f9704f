"""The lines of a service's form for its options, and for what they cost and how long they take with a team member."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import HiddenField
from wtforms.fields import Field

from app.catalog.actions.offers import OptionValues
from app.catalog.actions.performers import OwnTerms
from app.catalog.errors import CatalogErrorCode
from app.catalog.models import MAX_OPTIONS, ServiceOption, ServiceTeamMember
from app.core.errors import error_text
from app.team.models import TeamMember
from app.web.fields import DurationField, Money, whole_number
from app.web.forms import Form


def lines(number: int) -> dict[str, Field]:
    """Return the fields of the options."""
    fields: dict[str, Field] = {}
    for n in range(number):
        fields |= {
            f"option-key-{n}": HiddenField(),
            f"length-{n}": DurationField(_("Length %(number)d", number=n + 1) if n else _("Length"), least=5, most=720),
            f"price-{n}": Money(_("Price for length %(number)d", number=n + 1) if n else _("Price")),
        }
    return fields


def how_many(there: int, *, several: bool) -> int:
    """Return the number of lines that the form can have: those of the existing options, those that were submitted, and
    one more, or just one unless there may be `several`."""
    if not several:
        return 1
    numbers = (whole_number(name[7:], most=MAX_OPTIONS) for name in request.form if name.startswith("length-"))
    sent = [number + 1 for number in numbers if number is not None]
    return min(max(there, 1, *sent) + 1, MAX_OPTIONS)


def own_lines(member: TeamMember, number: int) -> dict[str, Field]:
    """Return the fields of a team member's own prices and lengths, two for each option."""
    name, fields = member.first_name, dict[str, Field]()
    for n in range(number):
        fields |= {
            f"price-{n}-{member.slug}": Money(_("Price with %(member)s", member=name)),
            f"length-{n}-{member.slug}": DurationField(_("Length with %(member)s", member=name), least=5, most=720),
        }
    return fields


def stand(options: Sequence[ServiceOption], performers: Sequence[ServiceTeamMember]) -> Mapping[str, Any]:
    """Return the current values by field name."""
    slugs = {performer.member_id: performer.member.slug for performer in performers}
    stands: dict[str, Any] = {}
    for n, option in enumerate(options):
        stands |= {f"option-key-{n}": option.key, f"length-{n}": option.duration_minutes}
        stands[f"price-{n}"] = option.price_cents
        for own in option.members:
            if own.member_id in slugs:
                slug = slugs[own.member_id]
                stands |= {f"price-{n}-{slug}": own.price_cents, f"length-{n}-{slug}": own.duration_minutes}
    return stands


def numbers(form: Form) -> list[int]:
    """Return the numbers of the lines that the form has, also of those that it doesn't show."""
    return [n for n in range(MAX_OPTIONS) if f"length-{n}" in form]


def shown(form: Form, added: int | None = None) -> list[int]:
    """Return the numbers of the lines to show: those with text, and the one that was just added; at least one."""
    found = [n for n in numbers(form) if n == added or form[f"length-{n}"]._value() or form[f"price-{n}"]._value()]
    return found or [0]


def values(form: Form) -> list[OptionValues]:
    """Return the filled lines in order."""
    return [
        OptionValues(form[f"length-{n}"].value, form[f"price-{n}"].value or 0, form[f"option-key-{n}"].data or "")
        for n in numbers(form)
        if form[f"length-{n}"].value
    ]


def own_terms(form: Form, member: TeamMember) -> dict[int, OwnTerms]:
    """Return a team member's own terms by the duration of the option."""
    return {
        form[f"length-{n}"].value: OwnTerms(
            form[f"price-{n}-{member.slug}"].value, form[f"length-{n}-{member.slug}"].value
        )
        for n in numbers(form)
        if form[f"length-{n}"].value
    }


def has_own_terms(form: Form, slug: str) -> bool:
    """Return whether a team member has an own price or length, or an error at one: then their fields are shown."""
    fields = [form[f"{part}-{n}-{slug}"] for n in numbers(form) for part in ("price", "length")]
    return any(field.errors for field in fields)


@dataclass(frozen=True, slots=True)
class Cell:
    """What an option costs and how long it takes with a team member, and whether each is the team member's own."""

    price_cents: int | None
    minutes: int | None
    has_own_price: bool
    has_own_length: bool


def cell(form: Form, slug: str, n: int) -> Cell:
    """Return the terms of option `n` with a team member as typed so far."""
    price, length = form[f"price-{n}-{slug}"].value, form[f"length-{n}-{slug}"].value
    usual_price, usual_length = form[f"price-{n}"].value, form[f"length-{n}"].value
    return Cell(
        usual_price if price is None else price,
        usual_length if length is None else length,
        has_own_price=price not in {None, usual_price},
        has_own_length=length not in {None, usual_length},
    )


def problems(form: Form) -> list[tuple[Field, str]]:
    """Return an error for each line with a missing part, or with the length of an earlier one."""
    found: list[tuple[Field, str]] = []
    lengths: set[int | None] = set()
    for n in shown(form):
        length, price = form[f"length-{n}"], form[f"price-{n}"]
        if length.value is None:
            found.append((length, _("Enter a length, like 60 or 1 hr 15 min.")))
        if length.value is not None and price.value is None:
            found.append((price, _("Enter a price. Enter 0 if it’s free.")))
        if length.value is not None and length.value in lengths:
            found.append((length, error_text(CatalogErrorCode.SAME_LENGTH)))
        lengths.add(length.value)
    return found
