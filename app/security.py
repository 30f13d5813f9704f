"""Headers that tell the browser what a page of ours may do, and what no honest request contains."""

from collections.abc import Callable
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings

V = TypeVar("V", bound=Callable[..., Any])

NUL = "\x00"
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
# One photo with the text beside it.
ONE_UPLOAD = 16 * 1024 * 1024


def init_app(app: Flask, settings: Settings) -> None:
    hardening = headers(settings)
    believe_proxies(app, settings.trusted_proxies)
    app.before_request(refuse_hosts_except(trusted_hosts(settings)))
    app.before_request(limit_body)
    app.before_request(refuse_nul)

    @app.after_request
    def _harden(response: Response) -> Response:
        for name, value in hardening.items():
            response.headers.setdefault(name, value)
        if "keep_nowhere" in g:
            response.headers.setdefault("Cache-Control", "private, no-store")
        elif response.mimetype == "text/html":
            # A page shows a name and a cart: only that person's browser may keep it.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def keep_nowhere() -> None:
    """Have the browser keep no copy of this response: on a shared computer, "back" shows nothing after log-out."""
    g.keep_nowhere = True


def believe_proxies(app: Flask, number: int) -> None:
    """Take the client's address and the scheme from our own proxies, or limits would take all people for the proxy.

    X-Forwarded-Host is not believed: a proxy passes the Host header on, and most do not set the other one.
    """
    if number:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=number, x_proto=number, x_host=0
        )


def trusted_hosts(settings: Settings) -> frozenset[str]:
    """Return the names by which people reach the site: that of BASE_URL, and outside production this machine's."""
    own = (urlsplit(settings.base_url).hostname or "").lower()
    return frozenset({own} if settings.is_production else {own, *LOCAL_HOSTS})


def refuse_hosts_except(trusted: frozenset[str]) -> Callable[[], None]:
    """Answer 400 to a Host header that names another site. Health checks ask by any address."""

    def refuse() -> None:
        if request.blueprint == "health":
            return
        try:
            asked = urlsplit(f"//{request.host}").hostname
        except ValueError:
            asked = None
        if asked not in trusted:
            abort(400)

    return refuse


def headers(settings: Settings) -> dict[str, str]:
    """What every response carries, files too."""
    found = {
        "Content-Security-Policy": content_security_policy(settings),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=()",
    }
    if settings.is_secure:
        found["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return found


def content_security_policy(settings: Settings) -> str:
    """Nothing inline, nothing foreign. form-action names the payment page: a form's redirect to it is checked too."""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            " ".join(filter(None, ("img-src 'self' data:", settings.map_tile_origin))),
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            f"form-action 'self' {settings.stripe_checkout_origin}",
        )
    )


def takes_files(*, bytes_together: int = ONE_UPLOAD) -> Callable[[V], V]:
    """Let a view take files, up to `bytes_together`, from people who may send files. Others may send text only."""

    def mark(view: V) -> V:
        view.bytes_together = bytes_together  # type: ignore[attr-defined]
        return view

    return mark


def limit_body() -> ResponseReturnValue | None:
    """Decide how much of a body to read, before any of it is read. Only files may be large.

    Nobody can make us keep a large file without an account that may send files. A person whose session ended while they
    chose a file logs in first. Werkzeug limits text beside files, but not a form that is text alone.
    """
    text, with_files = current_app.config["MAX_FORM_MEMORY_SIZE"], None
    if request.mimetype == "multipart/form-data":
        with_files = getattr(current_app.view_functions.get(request.endpoint or ""), "bytes_together", None)
    request.max_content_length = text
    if with_files is None:
        return None
    if getattr(current_user, "may_send_files", False):
        request.max_content_length = with_files
    elif not current_user.is_authenticated and (request.content_length or 0) > text:
        answer: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return answer
    return None


def refuse_nul() -> None:
    """Answer 400 to a NUL in an address or a field: PostgreSQL keeps none, and only a probe sends one."""
    typed = chain.from_iterable(values for _, values in chain(request.args.lists(), request.form.lists()))
    if NUL in request.path or any(NUL in value for value in typed):
        abort(400)


def local_path(asked: str | None) -> str | None:
    """`asked` if it is an address within this site, beginning with a slash; else nothing.

    Browsers read a backslash as a slash and drop tabs and line breaks, which turns /\\evil.example and
    /<tab>/evil.example into addresses of other sites: both are refused.
    """
    if not asked or not asked.startswith("/") or asked.startswith("//"):
        return None
    if "\\" in asked or any(ord(letter) <= 32 or ord(letter) == 127 for letter in asked):
        return None
    try:
        parts = urlsplit(asked)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else asked


def path_here(url: str | None) -> str | None:
    """The local part of an absolute address of this very site; nothing for any other."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.netloc != request.host:
        return None
    return local_path(parts._replace(scheme="", netloc="", fragment="").geturl())
