"""The lines of a service's form for its add-ons."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import BooleanField, HiddenField
from wtforms.fields import Field
from wtforms.validators import Length

from app.catalog.actions.extras import MAX_ADD_ON_CENTS, Addition
from app.catalog.models import MAX_ADD_ON_MINUTES, MAX_ADD_ONS, AddOn
from app.web.fields import DurationField, Money, whole_number
from app.web.forms import Form, TextLine


def lines(there: int) -> dict[str, Field]:
    """Return the fields for the existing add-ons, for those that were submitted, and for one more."""
    numbers = (whole_number(name[6:], most=MAX_ADD_ONS) for name in request.form if name.startswith("extra-"))
    sent = [number + 1 for number in numbers if number is not None]
    fields: dict[str, Field] = {}
    for n in range(min(max([there, *sent]) + 1, MAX_ADD_ONS)):
        fields |= {
            f"extra-key-{n}": HiddenField(),
            f"extra-{n}": TextLine(
                _("Add-on %(number)d", number=n + 1), [Length(max=60, message=_("Use 60 characters or fewer."))]
            ),
            f"extra-price-{n}": Money(_("Price of add-on %(number)d", number=n + 1), most_cents=MAX_ADD_ON_CENTS),
            f"extra-minutes-{n}": DurationField(
                _("Extra minutes for add-on %(number)d", number=n + 1), least=0, most=MAX_ADD_ON_MINUTES
            ),
            f"extra-active-{n}": BooleanField(_("Offered")),
        }
    return fields


def stand(add_ons: Sequence[AddOn]) -> Mapping[str, Any]:
    """Return the current values by field name."""
    stands: dict[str, Any] = {}
    for n, add_on in enumerate(add_ons):
        stands |= {f"extra-key-{n}": add_on.key, f"extra-{n}": add_on.title, f"extra-price-{n}": add_on.price_cents}
        stands |= {f"extra-minutes-{n}": add_on.minutes, f"extra-active-{n}": add_on.active}
    return stands


def numbers(form: Form) -> list[int]:
    """Return the numbers of the lines that the form has, also of those that it doesn't show."""
    return [n for n in range(MAX_ADD_ONS) if f"extra-{n}" in form]


def shown(form: Form, added: int | None = None) -> list[int]:
    """Return the numbers of the lines to show: those with text or an error, and the one that was just added."""
    parts = ("extra-", "extra-price-", "extra-minutes-")
    return [n for n in numbers(form) if n == added or any(form[f"{part}{n}"]._value() for part in parts)]


def additions(form: Form) -> list[Addition]:
    """Return the filled lines in order."""
    return [
        Addition(
            title=form[f"extra-{n}"].value,
            price_cents=form[f"extra-price-{n}"].value or 0,
            minutes=form[f"extra-minutes-{n}"].value or 0,
            active=bool(form[f"extra-active-{n}"].data),
            key=form[f"extra-key-{n}"].data or "",
        )
        for n in numbers(form)
        if form[f"extra-{n}"].value
    ]


def problems(form: Form) -> list[tuple[Field, str]]:
    """Return an error for each line with a missing part."""
    found = []
    for n in numbers(form):
        title, price, minutes = (form[f"extra-{part}{n}"] for part in ("", "price-", "minutes-"))
        if title.value and price.value is None:
            found.append((price, _("Enter a price. Enter 0 if it’s free.")))
        if not title.value and (price.value or minutes.value) and not form[f"extra-key-{n}"].data:
            found.append((title, _("Enter a name, like “Hot stones”.")))
    return found
