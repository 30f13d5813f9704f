"""The steps of a service's form: what each says when it is folded, and which are open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields import Field

from app.catalog.enums import ServiceKind
from app.catalog.forms import extras, options
from app.catalog.forms.service import RULES, ServiceForm
from app.core.formats import duration, usd_short
from app.core.sentences import listed
from app.venues.cancellation import in_general

ABOUT, PRICES, NEEDS, EXTRAS, BOOKING = "about", "prices", "needs", "extras", "booking"
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class FormStep:
    """A step with its sentence. It has a number until it is done; `is_wrong` if one of its fields has an error."""

    key: str
    number: int
    title: str
    sentence: str
    is_done: bool
    is_wrong: bool
    is_open: bool


def steps(form: ServiceForm, *, is_new: bool) -> dict[str, FormStep]:
    """Return the steps by key.

    A new service has its three necessary steps open, and a hidden one those that a copy needs. After an error, only
    the steps with errors are. A button that changes a step leaves it open.
    """
    wrong = {key: any(field.errors for field in fields_of(form, key)) for key, *_rest in _told(form)}
    pressed = _pressed()
    usual = {ABOUT, PRICES, NEEDS} if is_new else {PRICES} if form.active.data else {ABOUT, PRICES, BOOKING}
    found = {}
    for number, (key, title, sentence, is_done) in enumerate(_told(form), start=1):
        is_open = wrong[key] if any(wrong.values()) else key in {*usual, pressed}
        found[key] = FormStep(key, number, title, sentence, is_done and not wrong[key], wrong[key], is_open)
    return found


def fields_of(form: ServiceForm, key: str) -> Iterator[Field]:
    """Yield the fields of a step."""
    for field in form:
        if step_of(field.name) == key:
            yield field


def step_of(name: str) -> str:
    """Return the step that a field is in, by its name; '' for hidden fields that belong to none."""
    if name in {"title", "category", "description"}:
        return ABOUT
    if name.startswith("extra-"):
        return EXTRAS
    if name in {*RULES, "active", "buffer_before_minutes", "step_minutes"}:
        return BOOKING
    own_or_start = ("does-", "on-", "date-", "at-")
    # A team member's own price and length: price-0-june, length-0-june.
    if name == "places" or name.startswith(own_or_start) or (name[:6] in {"price-", "length"} and name.count("-") > 1):
        return NEEDS
    return PRICES if name not in {"seen", "csrf_token", "proposed"} else ""


def _pressed() -> str:
    operation = request.form.get("operation", "")
    if operation.startswith(("add-extra", "remove-extra")):
        return EXTRAS
    return PRICES if operation.startswith(("add-option", "remove-option")) else ""


def _told(form: ServiceForm) -> list[tuple[str, str, str, bool]]:
    """Return key, title, sentence and whether it is done, of each step."""
    return [
        (ABOUT, _("Name and category"), *_about(form)),
        (PRICES, _("Options and prices"), *_prices(form)),
        (NEEDS, *_needs(form)),
        (EXTRAS, _("Add-ons"), *_extras(form)),
        (BOOKING, _("Booking rules"), *_booking(form)),
    ]


def _about(form: ServiceForm) -> tuple[str, bool]:
    category = next((one.name for one in form.setting.categories if one.slug == form["category"].data), "")
    if not form.title.value:
        return _("What guests see first."), False
    return _("%(service)s, in %(category)s.", service=form.title.value, category=category), True


def _prices(form: ServiceForm) -> tuple[str, bool]:
    lines = [(form[f"length-{n}"].value, form[f"price-{n}"].value) for n in options.shown(form)]
    told = [
        _("%(length)s for %(price)s", length=duration(a), price=usd_short(b)) for a, b in lines if a and b is not None
    ]
    if not told:
        return _("Guests choose one of these."), False
    buffer = form.buffer_after_minutes.value
    words = _("%(options)s.", options=listed(told))
    if buffer:
        words += " " + _("Buffer time: %(length)s.", length=duration(buffer))
    return words, len(told) == len(lines)


def _needs(form: ServiceForm) -> tuple[str, str, bool]:
    setting = form.setting
    if setting.kind is ServiceKind.STAFFED:
        names = [member.first_name for member in setting.team if form[f"does-{member.slug}"].data]
        told = _("%(names)s.", names=listed(names)) if names else _("Choose who provides this service.")
        return _("Team members"), told, bool(names)
    places = form["places"].value
    told = ngettext("%(num)d spot.", "%(num)d spots.", places) if places else _("How many guests fit at once.")
    if setting.kind is ServiceKind.OPEN:
        return _("Spots"), told, bool(places)
    return _("Spots and start times"), told, bool(places and form.starts())


def _extras(form: ServiceForm) -> tuple[str, bool]:
    titles = [form[f"extra-{n}"].value for n in extras.shown(form) if form[f"extra-{n}"].value]
    if not titles:
        return _("Optional: extras that guests can add, like hot stones."), False
    return ngettext("%(num)d add-on: %(names)s.", "%(num)d add-ons: %(names)s.", len(titles), names=_some(titles)), True


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return listed([*names[:MOST_NAMED], _("%(number)d more", number=more)]) if more > 0 else listed(names)


def _booking(form: ServiceForm) -> tuple[str, bool]:
    own = any(form[name].data is not None for name in RULES)
    rules = _("This service has its own rules.") if own else _("Your venue’s rules apply.")
    # In words, because a late cancellation fee may be the whole price.
    policy = in_general(*(_rule(form, name) for name in ("cancel_free_hours", "cancel_keep_percent")))
    told = _("Guests read: “%(policy)s”", policy=policy)
    return " ".join([rules, told, *([] if form.active.data else [_("Hidden from guests.")])]), True


def _rule(form: ServiceForm, name: str) -> int:
    """Return a rule of the service as typed, or else its venue's."""
    own = form[name].data
    return int(getattr(form.setting.venue, name) if own is None else own)
