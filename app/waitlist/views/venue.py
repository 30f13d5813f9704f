"""The waitlist of the owner's venue."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from flask import render_template
from flask.typing import ResponseReturnValue

from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.waitlist import copy
from app.waitlist.models import WaitlistEntry
from app.waitlist.queries import entries_at
from app.waitlist.views import bp


@bp.get("/calendar/waitlist")
@own_venue(Ability.SEE_GUESTS)
def index(venue: Venue) -> ResponseReturnValue:
    days = by_day(venue, entries_at(venue))
    return render_template("waitlist/index.html", workplace=venue.name, venue=venue, days=days, copy=copy)


def by_day(venue: Venue, waits: Sequence[WaitlistEntry]) -> list[tuple[date, list[WaitlistEntry]]]:
    """Group entries by the local date that they are for, each group in the order of offers."""

    def day(wait: WaitlistEntry) -> date:
        return wait.earliest.astimezone(venue.zone).date()

    ordered = sorted(waits, key=lambda wait: (day(wait), wait.created_at, wait.id))
    return [(on, list(found)) for on, found in groupby(ordered, key=day)]
