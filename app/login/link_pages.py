"""Pages that links in emails open.

Each only asks. Its button does what the link is for, because email scanners open links.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import make_response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.accounts.queries.email_links import LinkEnded
from app.web.route_limits import limited
from app.web.security import hide_address, keep_nowhere

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def link_page(view: View[P]) -> View[P]:
    """Mark a view as the page of a link: nothing stores it, and other pages learn only our origin, not its address.

    A rate limit per network applies. An expired or used link shows a page that says so.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        keep_nowhere()
        try:
            response = make_response(view(*args, **kwargs))
        except LinkEnded:
            response = make_response(render_template("login/link_ended.html"), 404)
        hide_address(response)
        return response

    return limited("links")(guarded)
