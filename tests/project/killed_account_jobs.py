"""The killed_jobs cases for accounts."""

from app.accounts.actions.devices import add_device
from app.accounts.actions.security_events import record_event
from app.accounts.enums import SecurityEventKind
from app.core import clock
from app.login.waits import Wait, count_failure
from tests.factories import make_user
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
