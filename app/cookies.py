"""The signed session cookie: its name, who may read it, and which responses carry it."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin

NAME = "cozywish"


def name_of(*, is_secure: bool) -> str:
    """Name the cookie. Over HTTPS the prefix makes browsers refuse one that another host or plain HTTP has set."""
    return f"__Host-{NAME}" if is_secure else NAME


class CookieSessions(SecureCookieSessionInterface):
    """Keep cookies out of responses that any cache may store and give to anyone."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if response.cache_control.public:
            del response.headers["Set-Cookie"]
            return
        super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = CookieSessions()
