"""The cookies: their names, their scope, and the responses that carry them."""

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer
from werkzeug.wrappers import Response as WerkzeugResponse

from app.core.settings import settings
from app.core.signing import DIGEST, FORMER_DIGEST

NAME = "cozywish"
YEAR = 365 * 24 * 60 * 60


def name_of(name: str = NAME, *, is_secure: bool) -> str:
    """Return the full name of a cookie.

    Over HTTPS, its prefix makes browsers reject a cookie that another host or plain HTTP has set.
    """
    return f"__Host-{name}" if is_secure else name


def preference(name: str) -> str | None:
    """Return what this browser chose earlier, such as its theme, or None."""
    return request.cookies.get(name_of(name, is_secure=settings().is_secure))


def keep_preference(response: WerkzeugResponse, name: str, value: str) -> None:
    """Make the browser remember a choice for a year. Nobody but this site can set or read it."""
    is_secure = settings().is_secure
    response.set_cookie(
        name_of(name, is_secure=is_secure), value, max_age=YEAR, secure=is_secure, httponly=True, samesite="Lax"
    )


def forget_preference(response: WerkzeugResponse, name: str) -> None:
    is_secure = settings().is_secure
    response.delete_cookie(name_of(name, is_secure=is_secure), secure=is_secure, httponly=True, samesite="Lax")


class CookieSessions(SecureCookieSessionInterface):
    """A session interface that signs with SHA-256 and sets no cookie on responses that a shared cache may store."""

    digest_method = staticmethod(DIGEST)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.fallback_signers = [{"key_derivation": self.key_derivation, "digest_method": FORMER_DIGEST}]
        return serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if response.cache_control.public:
            del response.headers["Set-Cookie"]
            return
        super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = CookieSessions()
