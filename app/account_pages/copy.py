"""What the account pages say about devices, logins and events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _

from app.accounts.copy import device_icon, device_name, event_title
from app.accounts.enums import SecurityEventKind
from app.accounts.models import Device, LoginSession, SecurityEvent, User
from app.core import clock
from app.core.formats import clock as time_of_day
from app.core.formats import full_date, moment_zone
from app.core.zone_names import in_zone, zone_name
from app.two_factor.models import Passkey
from app.two_factor.queries.factors import CODES, TwoFactor

# With so few recovery codes left, we suggest new ones.
LOW = 3

ICONS = {
    SecurityEventKind.WRONG_PASSWORD: "triangle-alert",
    SecurityEventKind.PASSWORD_CHANGED: "lock",
    SecurityEventKind.EMAIL_CHANGED: "mail",
    SecurityEventKind.EMAIL_VERIFIED: "mail",
    SecurityEventKind.EMAIL_CHANGE_UNDONE: "mail",
    SecurityEventKind.ACCOUNT_SECURED: "shield",
    SecurityEventKind.REGISTERED: "user",
    SecurityEventKind.LOGGED_OUT_DEVICE: "log-out",
    SecurityEventKind.LOGGED_OUT_OTHERS: "log-out",
    SecurityEventKind.WRONG_CODE: "triangle-alert",
    SecurityEventKind.WRONG_GIFT_CARD: "triangle-alert",
    SecurityEventKind.PASSKEY_ADDED: "key-round",
    SecurityEventKind.PASSKEY_REMOVED: "key-round",
}
# Events that strangers cause.
REPEATED = frozenset(
    {SecurityEventKind.WRONG_PASSWORD, SecurityEventKind.WRONG_CODE, SecurityEventKind.WRONG_GIFT_CARD}
)


@dataclass(frozen=True, slots=True)
class LoginLine:
    """A place where the person is logged in."""

    public_id: str
    icon: str
    name: str
    seen: str
    is_here: bool
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class DeviceQuestion:
    """A device about which the person says whether it was them."""

    public_id: str
    words: str


@dataclass(frozen=True, slots=True)
class ActivityLine:
    icon: str
    title: str
    device: str
    at: str
    is_open: bool
    """Whether the person has yet to say whether it was them."""
    is_warning: bool


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    public_id: str
    name: str
    words: str


def passkeys(found: Sequence[Passkey], zone: str) -> list[PasskeyLine]:
    return [PasskeyLine(passkey.public_id, passkey.name, _passkey_words(passkey, zone)) for passkey in found]


def _passkey_words(passkey: Passkey, zone: str) -> str:
    added = _day(passkey.created_at, zone)
    if passkey.last_used_at is None:
        return _("Added %(day)s. Not used yet.", day=added)
    return _("Added %(day)s. Last used %(time)s.", day=added, time=_when(passkey.last_used_at, zone))


@dataclass(frozen=True, slots=True)
class TwoFactorLines:
    """What the security page says about two-factor login."""

    is_on: bool
    added: str
    left: str
    is_low: bool


def two_factor(state: TwoFactor, zone: str) -> TwoFactorLines:
    return TwoFactorLines(
        is_on=state.is_on,
        added=_("Added %(day)s", day=_day(state.since, zone)) if state.since else "",
        left=_("%(left)s of %(all)s left", left=state.codes_left, all=CODES),
        is_low=state.codes_left <= LOW,
    )


def logins(found: Sequence[LoginSession], here: LoginSession | None, zone: str) -> list[LoginLine]:
    """Describe the logins, this browser's first."""
    ordered = sorted(found, key=lambda login: here is None or login.id != here.id)
    return [_login(login, zone, is_here=here is not None and login.id == here.id) for login in ordered]


def questions(unconfirmed: Sequence[Device], zone: str) -> list[DeviceQuestion]:
    """Ask about new devices."""
    return [
        DeviceQuestion(
            device.public_id,
            _(
                "%(device)s logged in to your account %(time)s.",
                device=device_name(device.user_agent),
                time=_when(device.first_seen_at, zone),
            ),
        )
        for device in unconfirmed
    ]


def password_words(user: User, zone: str) -> str:
    """Say when the password was last changed, or that there is none."""
    if user.password_hash is None:
        return _("You have no password. You can set one to log in with it.")
    if user.password_changed_at is None:
        return _("You haven’t changed it since you created your account.")
    return _("Last changed %(time)s.", time=_when(user.password_changed_at, zone))


def activity(events: Sequence[SecurityEvent], zone: str) -> list[ActivityLine]:
    """Describe the events, with wrong passwords in a row on one device as one line."""
    groups = groupby(events, key=lambda event: (event.kind, event.device_id, event.kind in REPEATED or event.id))
    return [_activity(next(group), 1 + sum(1 for _event in group), zone) for _key, group in groups]


def _activity(event: SecurityEvent, times: int, zone: str) -> ActivityLine:
    title = event_title(event.kind)
    is_new = event.kind is SecurityEventKind.NEW_DEVICE
    return ActivityLine(
        icon=ICONS.get(event.kind) or (device_icon(event.device.user_agent) if event.device else "shield"),
        title=_("%(event)s, %(num)d times", event=title, num=times) if times > 1 else title,
        device=device_name(event.device.user_agent) if event.device else "",
        at=_when(event.at, zone, alone=True),
        is_open=is_new and event.device is not None and not event.device.is_confirmed,
        is_warning=event.kind in REPEATED,
    )


def _login(login: LoginSession, zone: str, *, is_here: bool) -> LoginLine:
    agent = login.device.user_agent if login.device else login.user_agent
    seen = _("Active now") if is_here else _("Last used %(time)s", time=_when(login.last_seen_at, zone))
    return LoginLine(
        public_id=login.public_id,
        icon=device_icon(agent),
        name=device_name(agent),
        seen=seen,
        is_here=is_here,
        is_confirmed=login.device is None or login.device.is_confirmed,
    )


def _day(instant: datetime, zone: str) -> str:
    """Format the date of an instant: May 2, 2025."""
    return full_date(in_zone(instant, zone).date())


def _when(instant: datetime, zone: str, *, alone: bool = False) -> str:
    """Format an instant in a sentence: today at 12:58 PM PDT; Tue, May 12, 1:00 PM PDT; May 2, 2025.

    `alone` is for a time beside no sentence: Today, 12:58 PM PDT.
    """
    local, today = in_zone(instant, zone).date(), in_zone(clock.now(), zone).date()
    if local.year != today.year:
        return full_date(local)
    if local != today:
        return moment_zone(instant, zone)
    time = f"{time_of_day(instant, zone)} {zone_name(instant, zone)}"
    return _("Today, %(time)s", time=time) if alone else _("today at %(time)s", time=time)
