"""Headers that tell browsers what our pages may do, and checks that refuse what no honest request contains."""

from collections.abc import Callable
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, user_logged_out
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core.security_log import security_event
from app.core.urls import local_path
from config import Settings

V = TypeVar("V", bound=Callable[..., Any])

NUL = "\x00"
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
# One photo with its text fields.
ONE_UPLOAD = 16 * 1024 * 1024
# Pages that everyone may open. A logged-in person's differ only by the name in the header, so their browser may keep
# them: "back" then shows the list where they left it. Logging out clears them.
PUBLIC_PAGES = frozenset({"content", "search_pages", "slot_picker", "venue_pages"})
# Which sites may show a response. Ours alone by default; any site may show a photo that a search engine found, or a
# booking page in a frame.
CORP, ANY_SITE = "Cross-Origin-Resource-Policy", "cross-origin"
# The name of our endpoint for reports, and its path.
REPORTS, REPORTS_PATH = "csp", "/csp-reports"
# Features of browsers that no page of ours uses.
UNUSED_FEATURES = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "gyroscope", "hid", "magnetometer"),
    *("microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
# Those that our own pages use, but no page in a frame.
OWN_FEATURES = ("geolocation", "publickey-credentials-create", "publickey-credentials-get")


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
        if is_private(response):
            response.headers.setdefault("Cache-Control", "private, no-store")
        elif response.mimetype == "text/html":
            # A page shows a name and a cart, so only that person's browser may store it.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if "logged_out" in g:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response

    @user_logged_out.connect_via(app)  # type: ignore[untyped-decorator]
    def _clear_browser(_app: Flask, **_about: object) -> None:
        g.logged_out = True


def is_private(response: Response) -> bool:
    """Return whether no browser may store this response: a logged-in person's page, or one behind a private link."""
    if "keep_nowhere" in g or "token" in (request.view_args or {}):
        return True
    # Not current_user, which would load a person for pages that show none.
    person = g.get("_login_user")
    is_known = person is not None and person.is_authenticated
    return is_known and response.mimetype == "text/html" and request.blueprint not in PUBLIC_PAGES


def keep_nowhere() -> None:
    """Keep the browser from storing this response, so that "back" shows nothing after log-out on a shared computer."""
    g.keep_nowhere = True


def hide_address(response: Response) -> None:
    """Keep the address of a private link to this page: the pages it leads to learn only our origin.

    Not no-referrer: over HTTPS, the CSRF check refuses a form if the browser hides which site it came from.
    """
    response.headers["Referrer-Policy"] = "strict-origin"


def believe_proxies(app: Flask, number: int) -> None:
    """Read the client's address and scheme from our own proxies; otherwise limits would count everyone as the proxy.

    X-Forwarded-Host is ignored: a proxy forwards the Host header, and most do not set the other one.
    """
    if number:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=number, x_proto=number, x_host=0
        )


def trusted_hosts(settings: Settings) -> frozenset[str]:
    """Return the host names of the site: the one in BASE_URL and, outside production, those of this machine."""
    own = (urlsplit(settings.base_url).hostname or "").lower()
    return frozenset({own} if settings.is_production else {own, *LOCAL_HOSTS})


def refuse_hosts_except(trusted: frozenset[str]) -> Callable[[], None]:
    """Return a handler that answers 400 to a Host header that names another site. Health checks may use any address."""

    def refuse() -> None:
        if request.blueprint == "health":
            return
        try:
            host = urlsplit(f"//{request.host}").hostname
        except ValueError:
            host = None
        if host not in trusted:
            security_event("host.refused")
            abort(400)

    return refuse


def headers(settings: Settings) -> dict[str, str]:
    """Return the headers of every response, including files."""
    found = {
        "Content-Security-Policy": content_security_policy(settings),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        CORP: "same-origin",
        "Permissions-Policy": ", ".join(
            (*(f"{name}=(self)" for name in OWN_FEATURES), *(f"{name}=()" for name in UNUSED_FEATURES))
        ),
    }
    if settings.is_secure:
        found["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        found["Reporting-Endpoints"] = f'{REPORTS}="{REPORTS_PATH}"'
    return found


def _form_targets(settings: Settings) -> tuple[str, ...]:
    return settings.stripe_checkout_origin, settings.stripe_connect_origin, *settings.identity_origins


def content_security_policy(settings: Settings) -> str:
    """Return the policy: nothing inline, and nothing from other sites but map tiles.

    form-action names Stripe's pages and the login pages of identity providers, because browsers also check where a
    form's redirect leads.
    """
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
            " ".join(dict.fromkeys(("form-action 'self'", *_form_targets(settings)))),
            # The newer way works over HTTPS only, and browsers that know it ignore the other.
            *([f"report-to {REPORTS}"] if settings.is_secure else []),
            f"report-uri {REPORTS_PATH}",
        )
    )


def takes_files(*, bytes_together: int = ONE_UPLOAD, from_everyone: bool = False) -> Callable[[V], V]:
    """Let a view accept files, up to `bytes_together`, from people who may send files. Others may send only text.

    `from_everyone`: from every person who is logged in, guests too.
    """

    def mark(view: V) -> V:
        view.bytes_together = bytes_together  # type: ignore[attr-defined]
        view.from_everyone = from_everyone  # type: ignore[attr-defined]
        return view

    return mark


def limit_body() -> ResponseReturnValue | None:
    """Set how much of a body to read, before any of it is read. Only files may be large.

    A large file is accepted only from an account that may send files. A person whose session ended while they chose a
    file logs in first. Werkzeug limits text beside files, but not a form that has only text.
    """
    text, with_files = current_app.config["MAX_FORM_MEMORY_SIZE"], None
    view = current_app.view_functions.get(request.endpoint or "")
    if request.mimetype == "multipart/form-data":
        with_files = getattr(view, "bytes_together", None)
    request.max_content_length = text
    if with_files is None:
        return None
    may_send = "is_authenticated" if getattr(view, "from_everyone", False) else "may_send_files"
    if getattr(current_user, may_send, False):
        request.max_content_length = with_files
    elif not current_user.is_authenticated and (request.content_length or 0) > text:
        answer: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return answer
    return None


def refuse_nul() -> None:
    """Answer 400 to a NUL in a URL or a field: PostgreSQL cannot store one, and only a probe sends one."""
    typed = chain.from_iterable(values for _, values in chain(request.args.lists(), request.form.lists()))
    if NUL in request.path or any(NUL in value for value in typed):
        abort(400)


def path_here(url: str | None) -> str | None:
    """Return the local part of an absolute URL of this site, or None for any other URL."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.netloc != request.host:
        return None
    return local_path(parts._replace(scheme="", netloc="", fragment="").geturl())
