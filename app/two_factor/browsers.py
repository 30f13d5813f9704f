"""The name under which this browser answers challenges for passkeys: a random value in the signed cookie.

A page that offers passkeys sets it. If the script's request did, its answer could arrive after that of a login form,
and replace the new session's cookie with the old one.
"""

from flask import session as cookie

from app.core.ids import token

KEY = "passkeys"


def this_browser() -> str:
    """Return the name of this browser, a new one if it has none."""
    if KEY not in cookie:
        cookie[KEY] = token()
    return str(cookie[KEY])
