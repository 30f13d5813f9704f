"""The name under which this browser answers challenges for passkeys: a random value in the signed cookie."""

from flask import session as cookie

from app.core.ids import token

KEY = "passkeys"


def this_browser() -> str:
    """Return the name of this browser, a new one if it has none."""
    if KEY not in cookie:
        cookie[KEY] = token()
    return str(cookie[KEY])
