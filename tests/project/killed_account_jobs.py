"""The killed_jobs cases for accounts."""

from app.accounts.actions.devices import add_device
from app.accounts.actions.security_events import record_event
from app.accounts.enums import SecurityEventKind
from app.core import clock
from app.core.db import session
from app.guests.models import Guest
from app.login.waits import Wait, count_failure
from app.privacy.actions.exports import make_parts, request_export
from app.privacy.models import DataExport
from tests.factories import add, make_user, make_venue
from tests.project.killed_jobs import HOUR, Arguments, World, case
from tests.support import NOW


@case("accounts.email_event")
def _(_: World) -> Arguments:
    user = make_user()
    device = add_device(user=user, token="of a browser", user_agent="Firefox")
    return {"event_id": record_event(SecurityEventKind.NEW_DEVICE, user=user, device=device).id}


@case("login.purge_waits")
def _(_: World) -> Arguments:
    with clock.pinned(NOW - 24 * HOUR):
        count_failure([Wait("wren@example.com", lambda _number: HOUR)])
    return {}


@case("privacy.make_export")
def _(_: World) -> Arguments:
    return {"export_id": request_export(user=make_user()).id, "done": 0}


@case("privacy.delete_due", "privacy.delete_account")
def _(_: World) -> Arguments:
    user = make_user()
    user.deletion_due_at = NOW
    return {"user_id": user.id}


@case("privacy.purge")
def _(_: World) -> Arguments:
    session.add(DataExport(user_id=make_user().id, parts=1, requested_at=NOW - 8 * 24 * HOUR))
    return {}


@case("privacy.email_requested")
def _(_: World) -> Arguments:
    user = make_user()
    user.deletion_due_at = NOW
    return {"user_id": user.id}


@case("privacy.email_deleted")
def _(_: World) -> Arguments:
    return {"key": "P-2222-3333", "name": "Wren Abernathy", "email": "wren@example.com"}


@case("privacy.email_venue")
def _(_: World) -> Arguments:
    return {"guest_id": add(Guest(venue_id=make_venue().id, name="Wren Abernathy")).id}


@case("privacy.email_export")
def _(_: World) -> Arguments:
    export = request_export(user=make_user())
    while not export.is_ready:
        make_parts(export_id=export.id, done=export.done)
    return {"export_id": export.id}
