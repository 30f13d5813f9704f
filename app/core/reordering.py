"""The order that people give a short list, as `components/order.html` submits it."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import Conflict, DomainError

STALE = lazy_gettext("This list was changed in another tab. Here’s the current order. Try again.")


def wanted_order(form: Mapping[str, str], keys: Sequence[str]) -> list[str]:
    """Return `keys` in the requested order: one of them moved a step up or down ("june:up"), or all in a new order.

    Raises Conflict if the list is not the one that was shown, DomainError for anything that no button submits.
    """
    whole = form.get("order", "")
    if whole:
        order = whole.split(",")
        if sorted(order) != sorted(keys):
            raise Conflict(str(STALE))
        return order
    key, _colon, way = form.get("move", "").rpartition(":")
    if way not in {"up", "down"}:
        raise DomainError(_("Choose what to move, and whether to move it up or down."))
    if key not in keys:
        raise Conflict(str(STALE))
    return moved(keys, key, -1 if way == "up" else 1)


def moved(keys: Sequence[str], key: str, steps: int) -> list[str]:
    """Return `keys` with `key` moved down by `steps` (up, if negative), no further than the ends."""
    rest = [other for other in keys if other != key]
    place = min(max(keys.index(key) + steps, 0), len(rest))
    return [*rest[:place], key, *rest[place:]]


def place_in_words(name: str, order: Sequence[str], key: str) -> str:
    """Describe a new position: June Castellano is now 2 of 4."""
    return str(_("%(name)s is now %(place)s of %(total)s.", name=name, place=order.index(key) + 1, total=len(order)))


def what_moved(form: Mapping[str, str], order: Sequence[str], names: Mapping[str, str] | str) -> str:
    """Return the message after a change that `wanted_order` read: what was moved and where it is now.

    `names` has the name of each key, or is what any of them is called.
    """
    key = form.get("move", "").rpartition(":")[0]
    if key not in order:
        return str(_("New order saved."))
    return place_in_words(names if isinstance(names, str) else names[key], order, key)
