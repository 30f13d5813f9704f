"""The killed_jobs cases for accounts and for login with Google and Apple."""

from datetime import timedelta

from app.accounts.actions.devices import add_device
from app.accounts.actions.email_links import add_link
from app.accounts.actions.security_events import record_event
from app.accounts.actions.sessions import open_session
from app.accounts.enums import EmailLinkKind, Role, SecurityEventKind
from app.accounts.models import EmailCode, LoginSession
from app.core import clock
from app.core.db import session
from app.guests.actions import GuestContact, know_at_desk
from app.guests.models import Guest
from app.identities.actions import LASTS, begin_attempt
from app.identities.enums import AttemptPurpose, Provider
from app.identities.gateway_flows import new_secrets
from app.login.waits import Wait, count_failure
from app.privacy.actions.exports import make_parts, request_export
from app.privacy.models import DataExport
from app.two_factor.actions.resets import request_reset
from tests.factories import add, make_passkey, make_user, make_venue
from tests.project.killed_jobs import HOUR, Arguments, World, case
from tests.support import NOW


@case("accounts.email_event")
def _(_: World) -> Arguments:
    user = make_user()
    device = add_device(user=user, token="of a browser", user_agent="Firefox")
    return {"event_id": record_event(SecurityEventKind.NEW_DEVICE, user=user, device=device).id}


@case("admin.email_reset")
def _(_: World) -> Arguments:
    user = make_user()
    make_passkey(user)
    by, _other = make_user(role=Role.ADMIN), make_user(role=Role.ADMIN)
    return {"reset_id": request_reset(user=user, reason="They called us.", by=by).id}


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


@case("accounts.email_link")
def _(_: World) -> Arguments:
    link = add_link(kind=EmailLinkKind.VERIFY_EMAIL, user=make_user())
    link.public_id = "L-2345-6789"  # the token in the email depends on it
    return {"link_id": link.id}


@case("accounts.email_code")
def _(_: World) -> Arguments:
    open_session(user=make_user())
    login, now = session.query(LoginSession).one(), clock.now()
    login.token_hash = "the same in each run"
    times = {"created_at": now, "expires_at": now + timedelta(minutes=10)}
    return {"code_id": add(EmailCode(public_id="K-2345-6789", login_session_id=login.id, tries=0, **times)).id}


@case("accounts.forget_old_links")
def _(_: World) -> Arguments:
    link = add_link(kind=EmailLinkKind.LOG_IN, user=make_user())
    link.created_at, link.expires_at = (clock.now() - timedelta(days=days) for days in (3, 2))
    return {}


@case("guests.tie_account", changes_something=False)  # only a foreign key, which the outcome leaves out
def _(_: World) -> Arguments:
    user = make_user(email="wren@example.com")
    know_at_desk(venue=make_venue(), contact=GuestContact("Wren", email="wren@example.com"))
    return {"user_id": user.id}


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


@case("admin.email_alarm")
def _(_: World) -> Arguments:
    make_user(role=Role.ADMIN)
    return {"event_id": record_event(SecurityEventKind.GUESSING, user=make_user()).id}


@case("admin.email_correction")
def _(_: World) -> Arguments:
    return {"user_id": make_user().id, "to": "wren@example.com"}
