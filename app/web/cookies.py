"""The signed session cookie: its name, its scope, and the responses that carry it."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin

NAME = "cozywish"


def name_of(name: str = NAME, *, is_secure: bool) -> str:
    """Return the full name of a cookie.

    Over HTTPS, its prefix makes browsers reject a cookie that another host or plain HTTP has set.
    """
    return f"__Host-{name}" if is_secure else name


class CookieSessions(SecureCookieSessionInterface):
    """A session interface that sets no cookie on responses that a shared cache may store."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if response.cache_control.public:
            del response.headers["Set-Cookie"]
            return
        super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = CookieSessions()
