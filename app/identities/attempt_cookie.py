"""The cookies that tie an attempt to the browser that began it.

The first lives until the person is back from the provider. Apple returns them by a form that its own page posts, and
with that, browsers send only cookies with `SameSite=None`, which they accept only with `Secure`. Over plain http, where
Apple itself returns nobody, it is `SameSite=Lax`: the sandbox is on the same host, so browsers send it all the same.

The second lives from there until the person is logged in, and no other site's form brings it along.
"""

from flask import request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from app.core.settings import settings
from app.identities.actions import LASTS
from app.identities.enums import Provider

STATE, RESULT = "identity_state", "identity_result"


def send_state(response: WerkzeugResponse, provider: Provider, secret: str, *, posts_answer: bool) -> None:
    """Set the cookie for the way to the provider and back. Only the address to return to gets it."""
    same_site = "None" if posts_answer and settings().is_secure else "Lax"
    _send(response, STATE, secret, path=_callback(provider), same_site=same_site)


def send_result(response: WerkzeugResponse, provider: Provider, secret: str) -> None:
    """Replace the first cookie by the second."""
    response.delete_cookie(name_of(STATE), path=_callback(provider), secure=settings().is_secure, httponly=True)
    _send(response, RESULT, secret, path=_finish(provider), same_site="Lax")


def forget_result(response: WerkzeugResponse, provider: Provider) -> None:
    response.delete_cookie(name_of(RESULT), path=_finish(provider), secure=settings().is_secure, httponly=True)


def state_secret() -> str:
    return request.cookies.get(name_of(STATE), "")


def result_secret() -> str:
    return request.cookies.get(name_of(RESULT), "")


def name_of(name: str) -> str:
    """Return the full name of a cookie. Over HTTPS, browsers accept its prefix only from HTTPS."""
    return f"__Secure-{name}" if settings().is_secure else name


def _send(response: WerkzeugResponse, name: str, secret: str, *, path: str, same_site: str) -> None:
    response.set_cookie(
        name_of(name),
        secret,
        max_age=LASTS,
        path=path,
        secure=settings().is_secure,
        httponly=True,
        samesite=same_site,
    )


def _callback(provider: Provider) -> str:
    return url_for("identities.callback", provider=provider.value)


def _finish(provider: Provider) -> str:
    return url_for("identities.finish", provider=provider.value)
