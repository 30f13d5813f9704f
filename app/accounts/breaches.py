"""Passwords known from data breaches of other sites. Only create_app knows what is behind this protocol."""

from hashlib import sha1
from typing import Protocol, cast

from flask import current_app

from app.core.db import roll_back

PREFIX = 5


class BreachList(Protocol):
    def suffixes(self, prefix: str) -> frozenset[str]:
        """Return the rest of each known hash that begins with `prefix`, in upper-case hexadecimal digits.

        The list learns only the prefix, which thousands of passwords share. Returns nothing if it doesn't answer.
        """


def is_breached(password: str) -> bool:
    """Return whether a password is in the list, if the application has one."""
    breaches = cast("BreachList | None", current_app.extensions["breaches"])
    if breaches is None:
        return False
    roll_back()  # no transaction stays open while another server works; the form has only read until now
    digest = sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    return digest[PREFIX:] in breaches.suffixes(digest[:PREFIX])
