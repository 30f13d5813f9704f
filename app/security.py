"""Headers that tell the browser what a page of ours may do, and what no honest request contains."""

from collections.abc import Callable
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings

V = TypeVar("V", bound=Callable[..., Any])

NUL = "\x00"


def init_app(app: Flask, settings: Settings) -> None:
    hardening = headers(settings)
    believe_proxies(app, settings.trusted_proxies)
    app.before_request(limit_text)
    app.before_request(refuse_nul)

    @app.after_request
    def _harden(response: Response) -> Response:
        for name, value in hardening.items():
            response.headers.setdefault(name, value)
        if response.mimetype == "text/html":
            # Pages are somebody's: her name, her cart. Only her own browser may keep them.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def believe_proxies(app: Flask, number: int) -> None:
    """Take who asks, and how, from what our own proxies say; else limits would take all people for the proxy."""
    if number:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=number, x_proto=number, x_host=number
        )


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


def takes_up_to(number: int) -> Callable[[V], V]:
    """Let a view take files of so many bytes together: more than one that is not marked so."""

    def mark(view: V) -> V:
        view.takes_up_to = number  # type: ignore[attr-defined]
        return view

    return mark


def limit_text() -> None:
    """Only files may be large. Werkzeug limits text beside files by itself, but not a form that is text alone."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
        return
    view = current_app.view_functions.get(request.endpoint or "")
    request.max_content_length = getattr(view, "takes_up_to", current_app.config["MAX_CONTENT_LENGTH"])


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
