"""Access control for pages about the provider's own venue."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import current_user_or_403, providers_only
from app.venues.models import Venue
from app.venues.queries import venue_owned_by
from app.web.htmx import go

P = ParamSpec("P")


def own_venue(view: Callable[Concatenate[Venue, P], ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Open a view to providers and pass it their own venue. Those without one are redirected to onboarding."""

    @providers_only
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        venue = venue_owned_by(current_user_or_403())
        if venue is None:
            return go(url_for("onboarding.start"))
        g.own_venue = venue
        return view(venue, *args, **kwargs)

    return guarded
