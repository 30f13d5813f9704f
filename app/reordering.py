"""The order that people give a short list: what `components/order.html` sends."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.errors import Conflict, DomainError

STALE = lazy_gettext("This list was changed in another tab. Here’s the current order. Try again.")


def wanted_order(form: Mapping[str, str], keys: Sequence[str]) -> list[str]:
    """`keys` in the order that was asked for: one of them a step up or down ("june:up"), or all of them anew.

    Raises Conflict when the list is not the one that was shown, DomainError for what no button sends.
    """
    whole = form.get("order", "")
    if whole:
        asked = whole.split(",")
        if sorted(asked) != sorted(keys):
            raise Conflict(str(STALE))
        return asked
    key, _colon, way = form.get("move", "").rpartition(":")
    if way not in {"up", "down"}:
        raise DomainError(_("Choose what to move, and whether to move it up or down."))
    if key not in keys:
        raise Conflict(str(STALE))
    return moved(keys, key, -1 if way == "up" else 1)


def moved(keys: Sequence[str], key: str, steps: int) -> list[str]:
    """`key` so many places further down; at the ends it stays."""
    rest = [other for other in keys if other != key]
    place = min(max(keys.index(key) + steps, 0), len(rest))
    return [*rest[:place], key, *rest[place:]]


def place_in_words(name: str, order: Sequence[str], key: str) -> str:
    """June Castellano is now 2 of 4."""
    return str(_("%(name)s is now %(place)s of %(total)s.", name=name, place=order.index(key) + 1, total=len(order)))
