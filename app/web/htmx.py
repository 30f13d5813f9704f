"""The only module that knows htmx's headers."""

from flask import Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from app.web.security import path_here


def wants_partial() -> bool:
    return request.headers.get("HX-Request-Type") == "partial"


def is_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def current_url() -> str | None:
    """Return the URL of the page that sent the request, or None if htmx did not send it."""
    return request.headers.get("HX-Current-URL")


def vary(response: Response) -> Response:
    """Make caches store a partial and the page at the same URL separately."""
    response.vary.update(("HX-Request", "HX-Request-Type"))
    return response


def render(page: str, partial: str, /, *, status: int = 200, **context: object) -> Response:
    """Render the partial for htmx, and the whole page otherwise."""
    template = partial if wants_partial() else page
    return vary(make_response(render_template(template, **context), status))


def at(response: Response, url: str) -> Response:
    """Make htmx show `url` as the address of a partial, instead of the longer one that it requested."""
    if wants_partial():
        response.headers["HX-Push-Url"] = url
    return response


def go(url: str) -> WerkzeugResponse:
    """Redirect to another page after a success: 303 for a plain form, HX-Redirect for htmx.

    fetch would follow a 3xx, and htmx would swap in the other page; HX-Redirect makes the browser navigate. For an
    anchor on the page that sent the request, the browser would only scroll and show stale content, so HX-Refresh
    reloads it.
    """
    if not is_htmx():
        return redirect(url, code=303)
    page, _, place = url.partition("#")
    response = make_response("", 200)
    if place and page == path_here(current_url()):
        response.headers["HX-Refresh"] = "true"
    else:
        response.headers["HX-Redirect"] = url
    return vary(response)


def flash_way(message: str, label: str, href: str) -> None:
    """Flash a toast with a link."""
    flash({"text": message, "way": {"label": label, "href": href}})  # type: ignore[arg-type]


def flash_undo(message: str, address: str, *, about: str = "", form: str = "") -> None:
    """Show a message on the next page, with a button that posts to `address` to undo the action.

    A later message `about` the same booking or block replaces this one. The button submits the page's `form`, if it has
    an id here, so that nothing typed there is lost.
    """
    way = {"label": _("Undo"), "post": address, **({"form": form} if form else {})}
    flash({"text": message, "way": way, "about": about})  # type: ignore[arg-type]


def replace(html: str, selector: str) -> Response:
    """Make htmx replace the element at `selector` with `html`, whichever element sent the request."""
    response = make_response(html)
    response.headers["HX-Retarget"] = selector
    response.headers["HX-Reswap"] = "outerHTML"
    return vary(response)


def notice(html: str, status: int) -> Response:
    """Return an error for htmx, which adds it to the page's notices, whichever element sent the request."""
    response = make_response(html, status)
    response.headers["HX-Retarget"] = "#flash"
    response.headers["HX-Reswap"] = "beforeend"
    return vary(response)
