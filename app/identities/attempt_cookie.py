"""The cookies that tie an attempt to the browser that began it.

The first lives until the person is back from the provider. Apple returns them by a form that its own page posts, and
with that, browsers send only cookies with `SameSite=None`, which they accept only with `Secure`. Over plain http, where
Apple itself returns nobody, it is `SameSite=Lax`: the sandbox is on the same host, so browsers send it all the same.

The second lives from there until the person is logged in, and no other site's form brings it along.

Over HTTPS their names begin with `__Host-`, as those of all our cookies: no other host of the domain can set them. That
needs the path of the whole site, so each provider has names of its own.
"""

from flask import request
from werkzeug.wrappers import Response as WerkzeugResponse

from app.core.settings import settings
from app.identities.actions import LASTS
from app.identities.enums import Provider
from app.web import cookies

STATE, RESULT = "identity_state", "identity_result"


def send_state(response: WerkzeugResponse, provider: Provider, secret: str, *, posts_answer: bool) -> None:
    """Set the cookie for the way to the provider and back."""
    same_site = "None" if posts_answer and settings().is_secure else "Lax"
    _send(response, name_of(STATE, provider), secret, same_site=same_site)


def send_result(response: WerkzeugResponse, provider: Provider, secret: str) -> None:
    """Replace the first cookie by the second."""
    _forget(response, name_of(STATE, provider))
    _send(response, name_of(RESULT, provider), secret, same_site="Lax")


def forget_result(response: WerkzeugResponse, provider: Provider) -> None:
    _forget(response, name_of(RESULT, provider))


def state_secret(provider: Provider) -> str:
    return request.cookies.get(name_of(STATE, provider), "")


def result_secret(provider: Provider) -> str:
    return request.cookies.get(name_of(RESULT, provider), "")


def name_of(name: str, provider: Provider) -> str:
    return cookies.name_of(f"{name}_{provider.value}", is_secure=settings().is_secure)


def _send(response: WerkzeugResponse, name: str, secret: str, *, same_site: str) -> None:
    response.set_cookie(name, secret, max_age=LASTS, secure=settings().is_secure, httponly=True, samesite=same_site)


def _forget(response: WerkzeugResponse, name: str) -> None:
    response.delete_cookie(name, secure=settings().is_secure, httponly=True)
