"""Buttons of a service's form that change it and show it again: more and fewer lines, another category, the preview.

Everything typed stays. Without scripts, each button is a request; with them, htmx sends the same one.
"""

from flask import request
from wtforms.fields import Field

from app.catalog.defaults import defaults_for, proposed
from app.catalog.forms import extras, options
from app.catalog.forms.service import ServiceForm
from app.catalog.models import MAX_ADD_ONS, MAX_OPTIONS
from app.taxonomy.models import Category
from app.web.fields import whole_number

CATEGORY, LOOK = "category", "look"
ADD_OPTION, ADD_EXTRA = "add-option", "add-extra"
REMOVE_OPTION, REMOVE_EXTRA = "remove-option-", "remove-extra-"


def change(form: ServiceForm) -> bool:
    """Make the change that the pressed button asks for. Returns whether the form is only shown again."""
    wanted, operation = request.form.get("use-category"), request.form.get("operation", "")
    if wanted is not None and _category(form, wanted):
        form["category"].data = wanted
        propose(form)
    elif operation == CATEGORY:
        propose(form)
    elif operation == ADD_OPTION:
        _add_option(form)
    elif operation == ADD_EXTRA:
        form.added_extra = _free(extras.numbers(form), form.extra_numbers())
    elif operation.startswith(REMOVE_OPTION):
        _clear_option(form, operation.removeprefix(REMOVE_OPTION))
    elif operation.startswith(REMOVE_EXTRA):
        _clear_extra(form, operation.removeprefix(REMOVE_EXTRA))
    else:
        return operation == LOOK
    return True


def propose(form: ServiceForm) -> None:
    """Replace the values that the category of before proposed by those of the chosen one; typed values stay."""
    if "proposed" not in form:
        return
    kind, chosen = form.setting.kind, form["category"].data
    before = proposed(_category(form, form["proposed"].data), kind)
    for name, value in proposed(_category(form, chosen), kind).items():
        if form[name]._value() == str(before[name]):
            set_value(form[name], value)
    set_value(form["proposed"], chosen)


def set_value(field: Field, value: object) -> None:
    """Make a field show a value instead of what was typed."""
    field.data, field.raw_data = value, None


def _category(form: ServiceForm, slug: str | None) -> Category | None:
    return next((one for one in form.setting.categories if one.slug == slug), None)


def _free(lines: list[int], shown: list[int]) -> int | None:
    """Return the line after the last one shown, or else any that isn't shown."""
    later = [n for n in lines if n > max(shown, default=-1)]
    return next(iter(later or [n for n in lines if n not in shown]), None)


def _add_option(form: ServiceForm) -> None:
    """Show one more line, with the next usual length of the category that the service doesn't have yet."""
    n = form.added_option = _free(options.numbers(form), form.option_numbers())
    if n is not None:
        there = {value.duration_minutes for value in form.option_values()}
        usual = defaults_for(_category(form, form["category"].data))
        set_value(form[f"length-{n}"], usual.another(there))


def _clear_option(form: ServiceForm, number: str) -> None:
    n = whole_number(number, most=MAX_OPTIONS)
    if n is not None and f"length-{n}" in form:
        own = [f"{part}-{n}-{member.slug}" for member in form.setting.team for part in ("price", "length")]
        for name in (f"option-key-{n}", f"length-{n}", f"price-{n}", *own):
            if name in form:
                set_value(form[name], None)


def _clear_extra(form: ServiceForm, number: str) -> None:
    n = whole_number(number, most=MAX_ADD_ONS)
    if n is not None and f"extra-{n}" in form:
        for part in ("extra-key-", "extra-", "extra-price-", "extra-minutes-"):
            set_value(form[f"{part}{n}"], None)
