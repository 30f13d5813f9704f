"""Stripe's form encoding: `line_items[0][price_data][currency]=usd` becomes nested values."""

import re
from collections.abc import Iterable
from typing import Any

from sandbox.stripe.errors import invalid
from sandbox.stripe.store import JSON

NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
DEEPEST = 8


def decode(pairs: Iterable[tuple[str, str]]) -> JSON:
    """Return the parameters as nested dictionaries.

    Lists remain dictionaries with numeric keys, because only the caller knows which one is meant. Raises StripeError if
    a name is malformed, or is used both as a value and as a container.
    """
    values: JSON = {}
    for name, value in pairs:
        *containers, last = _keys(name)
        place = values
        for key in containers:
            place = _enter(place, key, name)
        key = str(len(place)) if last == "" else last
        if isinstance(place.get(key), dict):
            raise invalid(f"Invalid parameter name: {name}", param=name)
        place[key] = value
    return values


def _keys(name: str) -> list[str]:
    match = NAME.fullmatch(name)
    if match is None:
        raise invalid(f"Invalid parameter name: {name}", param=name)
    keys = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
    if len(keys) > DEEPEST:
        raise invalid(f"This parameter is nested too deeply: {name}", param=name)
    return keys


def _enter(place: JSON, key: str, name: str) -> JSON:
    inner = place.setdefault(key or str(len(place)), {})
    if not isinstance(inner, dict):
        raise invalid(f"Invalid parameter name: {name}", param=name)
    return inner


def as_list(value: Any) -> Any:
    """Convert a decoded list to a list; return anything else unchanged, for the caller to reject."""
    if isinstance(value, dict) and value and all(key.isdecimal() for key in value):
        return [value[key] for key in sorted(value, key=int)]
    return value
