"""The killed_jobs cases for accounts and for log-in with Google and Apple."""

from app.accounts.actions.devices import add_device
from app.accounts.actions.security_events import record_event
from app.accounts.enums import Role, SecurityEventKind
from app.core import clock
from app.identities.actions import LASTS, begin_attempt
from app.identities.enums import AttemptPurpose, Provider
from app.identities.gateway_flows import new_secrets
from app.login.waits import Wait, count_failure
from tests.factories import make_user
from tests.project.killed_jobs import HOUR, Arguments, World, case
from tests.support import NOW


@case("accounts.email_event")
def _(_: World) -> Arguments:
    user = make_user()
    device = add_device(user=user, token="of a browser", user_agent="Firefox")
    return {"event_id": record_event(SecurityEventKind.NEW_DEVICE, user=user, device=device).id}


@case("identities.forget_attempts")
def _(_: World) -> Arguments:
    with clock.pinned(clock.now() - 2 * LASTS):
        begin_attempt(
            provider=Provider.GOOGLE,
            purpose=AttemptPurpose.LOG_IN,
            secrets=new_secrets(),
            browser="of a browser",
            user_id=None,
            next_page="",
        )
    return {}


@case("login.purge_waits")
def _(_: World) -> Arguments:
    with clock.pinned(NOW - 24 * HOUR):
        count_failure([Wait("wren@example.com", lambda _number: HOUR)])
    return {}


@case("admin.email_alarm")
def _(_: World) -> Arguments:
    make_user(role=Role.ADMIN)
    return {"event_id": record_event(SecurityEventKind.GUESSING, user=make_user()).id}


@case("admin.email_correction")
def _(_: World) -> Arguments:
    return {"user_id": make_user().id, "to": "wren@example.com"}
