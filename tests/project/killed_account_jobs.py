"""The killed_jobs cases for accounts."""

from app.accounts.actions.devices import add_device
from app.accounts.actions.security_events import record_event
from app.accounts.enums import SecurityEventKind
from tests.factories import make_user
from tests.project.killed_jobs import Arguments, World, case


@case("accounts.email_event")
def _(_: World) -> Arguments:
    user = make_user()
    device = add_device(user=user, token="of a browser", user_agent="Firefox")
    return {"event_id": record_event(SecurityEventKind.NEW_DEVICE, user=user, device=device).id}
