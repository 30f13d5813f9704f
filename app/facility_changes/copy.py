"""Sentences about the room or equipment of a booking."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.formats import clock, moment
from app.facilities.enums import FacilityKind
from app.facility_changes.queries import Place


def change_label(places: Sequence[Place]) -> str:
    """Name the action that moves a booking to one of these."""
    kinds = {place.facility.kind for place in places}
    if kinds == {FacilityKind.ROOM}:
        return _("Change room")
    return _("Change equipment") if kinds == {FacilityKind.EQUIPMENT} else _("Change room or equipment")


def in_the_way(place: Place, starts_at: datetime, zone: ZoneInfo) -> str:
    """Say why a booking can't move there; empty if it can."""
    if not place.fits:
        guests = place.facility.guests * place.facility.resource.capacity
        return ngettext("For %(num)d guest only", "For up to %(num)d guests", guests)
    if place.busy_until is None:
        return ""
    same_day = place.busy_until.astimezone(zone).date() == starts_at.astimezone(zone).date()
    until = clock(place.busy_until, zone) if same_day else moment(place.busy_until, zone)
    return _("In use until %(time)s", time=until)
