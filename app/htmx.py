"""The only place that knows htmx's headers."""

from flask import Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from app.security import path_here


def wants_partial() -> bool:
    return request.headers.get("HX-Request-Type") == "partial"


def is_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def current_url() -> str | None:
    """The address of the page that asked, when htmx did."""
    return request.headers.get("HX-Current-URL")


def vary(response: Response) -> Response:
    """Caches keep a partial and the page of the same address apart."""
    response.vary.update(("HX-Request", "HX-Request-Type"))
    return response


def render(page: str, partial: str, /, *, status: int = 200, **context: object) -> Response:
    """The partial for htmx, the whole page for everybody else."""
    template = partial if wants_partial() else page
    return vary(make_response(render_template(template, **context), status))


def at(response: Response, url: str) -> Response:
    """Have htmx show `url` as the address of a partial, in place of the longer one that it asked."""
    if wants_partial():
        response.headers["HX-Push-Url"] = url
    return response


def go(url: str) -> WerkzeugResponse:
    """On to another page after a success: 303 for a plain form, HX-Redirect for htmx.

    fetch would follow a 3xx and htmx would swap the other page in; HX-Redirect makes the browser go there. To a place
    on the very page that asked, the browser would only scroll and show what was there before: HX-Refresh loads it anew.
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
    """A toast with a way on."""
    flash({"text": message, "way": {"label": label, "href": href}})  # type: ignore[arg-type]


def flash_undo(message: str, address: str, *, about: str = "") -> None:
    """Say on the next page what was done, with a button that posts to an address which undoes it. A later message
    `about` the same booking or block replaces this one."""
    flash({"text": message, "way": {"label": _("Undo"), "post": address}, "about": about})  # type: ignore[arg-type]


def replace(html: str, selector: str) -> Response:
    """Have htmx put `html` in place of the element at `selector`, whichever element asked."""
    response = make_response(html)
    response.headers["HX-Retarget"] = selector
    response.headers["HX-Reswap"] = "outerHTML"
    return vary(response)


def notice(html: str, status: int) -> Response:
    """What could not be done, for htmx: added to the page's notices, whatever element asked."""
    response = make_response(html, status)
    response.headers["HX-Retarget"] = "#flash"
    response.headers["HX-Reswap"] = "beforeend"
    return vary(response)
