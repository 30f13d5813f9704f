"""Words for devices and for what happened to an account."""

from collections.abc import Collection, Mapping

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _
from ua_parser import parse

from app.accounts.enums import SecurityEventKind
from app.core.sentences import listed

EVENTS: Mapping[SecurityEventKind, LazyString] = {
    SecurityEventKind.REGISTERED: lazy_gettext("Account created"),
    SecurityEventKind.LOGGED_IN: lazy_gettext("Logged in"),
    SecurityEventKind.NEW_DEVICE: lazy_gettext("Logged in from a new device"),
    SecurityEventKind.WRONG_PASSWORD: lazy_gettext("Wrong password"),
    SecurityEventKind.LOGGED_OUT_DEVICE: lazy_gettext("Logged out a device"),
    SecurityEventKind.LOGGED_OUT_OTHERS: lazy_gettext("Logged out other devices"),
    SecurityEventKind.DEVICE_CONFIRMED: lazy_gettext("Confirmed a new device"),
    SecurityEventKind.ACCOUNT_SECURED: lazy_gettext("Secured the account"),
    SecurityEventKind.PASSWORD_CHANGED: lazy_gettext("Password changed"),
    SecurityEventKind.EMAIL_CHANGED: lazy_gettext("Email changed"),
    SecurityEventKind.EMAIL_VERIFIED: lazy_gettext("Email confirmed"),
    SecurityEventKind.GOOGLE_CONNECTED: lazy_gettext("Google connected"),
    SecurityEventKind.GOOGLE_DISCONNECTED: lazy_gettext("Google disconnected"),
    SecurityEventKind.APPLE_CONNECTED: lazy_gettext("Apple connected"),
    SecurityEventKind.APPLE_DISCONNECTED: lazy_gettext("Apple disconnected"),
    SecurityEventKind.SUSPENDED: lazy_gettext("Account suspended by CozyWish"),
    SecurityEventKind.REINSTATED: lazy_gettext("Account reinstated by CozyWish"),
    SecurityEventKind.ROLE_CHANGED: lazy_gettext("Role changed by CozyWish"),
    SecurityEventKind.WRONG_CODE: lazy_gettext("Wrong code or passkey"),
    SecurityEventKind.WRONG_GIFT_CARD: lazy_gettext("Wrong gift card code"),
    SecurityEventKind.TWO_FACTOR_ON: lazy_gettext("Two-factor turned on"),
    SecurityEventKind.TWO_FACTOR_OFF: lazy_gettext("Two-factor turned off"),
    SecurityEventKind.TWO_FACTOR_REPLACED: lazy_gettext("Authenticator app replaced"),
    SecurityEventKind.RECOVERY_CODE_USED: lazy_gettext("Recovery code used"),
    SecurityEventKind.RECOVERY_CODES_REPLACED: lazy_gettext("New recovery codes"),
    SecurityEventKind.PASSKEY_ADDED: lazy_gettext("Passkey added"),
    SecurityEventKind.PASSKEY_REMOVED: lazy_gettext("Passkey removed"),
    SecurityEventKind.RESET_REQUESTED: lazy_gettext("CozyWish was asked to turn off two-factor login"),
    SecurityEventKind.RESET_APPROVED: lazy_gettext("Second factors removed by CozyWish"),
    SecurityEventKind.GUESSING: lazy_gettext("Many wrong passwords"),
    SecurityEventKind.CORRECTED: lazy_gettext("Name or email corrected by CozyWish"),
    SecurityEventKind.DATA_EXPORTED: lazy_gettext("Downloaded a list of guests"),
    SecurityEventKind.EMAIL_CHANGE_UNDONE: lazy_gettext("Email change undone"),
    SecurityEventKind.DELETION_REQUESTED: lazy_gettext("Asked us to delete the account"),
    SecurityEventKind.ACCOUNT_KEPT: lazy_gettext("Kept the account"),
    SecurityEventKind.EXPORT_REQUESTED: lazy_gettext("Asked for a copy of the data"),
    SecurityEventKind.EXPORT_DOWNLOADED: lazy_gettext("Downloaded the copy of the data"),
    SecurityEventKind.STAFF_JOINED: lazy_gettext("Started working at a venue"),
    SecurityEventKind.STAFF_ROLE_CHANGED: lazy_gettext("Role at the venue changed"),
    SecurityEventKind.STAFF_LEFT: lazy_gettext("Stopped working at a venue"),
    SecurityEventKind.RECOVERY_CODES_REMOVED: lazy_gettext("Recovery codes removed"),
}

# What undoing a change of the email took away, by the event that records it.
REMOVED: Mapping[SecurityEventKind, LazyString] = {
    SecurityEventKind.PASSKEY_REMOVED: lazy_gettext("passkeys"),
    SecurityEventKind.GOOGLE_DISCONNECTED: lazy_gettext("a Google account"),
    SecurityEventKind.APPLE_DISCONNECTED: lazy_gettext("an Apple account"),
    SecurityEventKind.TWO_FACTOR_OFF: lazy_gettext("an authenticator app"),
    SecurityEventKind.RECOVERY_CODES_REMOVED: lazy_gettext("recovery codes"),
}

# What the parser calls systems, and what people call the machines.
MACHINES = {
    "Windows": lazy_gettext("Windows PC"),
    "Mac OS X": lazy_gettext("Mac"),
    "iOS": lazy_gettext("iPhone"),
    "iPadOS": lazy_gettext("iPad"),
    "Android": lazy_gettext("Android device"),
    "Chrome OS": lazy_gettext("Chromebook"),
    "Linux": lazy_gettext("Linux computer"),
    "Ubuntu": lazy_gettext("Linux computer"),
}
BROWSERS = {
    "Mobile Safari": "Safari",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "Edge Mobile": "Edge",
    "HeadlessChrome": "Chrome",
}
PHONES = frozenset({"iOS", "Android"})


def removed_words(kinds: Collection[SecurityEventKind]) -> str:
    """List what was removed: passkeys and a Google account."""
    return listed([str(words) for kind, words in REMOVED.items() if kind in kinds])


def event_title(kind: SecurityEventKind) -> str:
    return str(EVENTS[kind])


def device_name(user_agent: str) -> str:
    """Name a device by what its browser says about itself: Windows PC, Edge."""
    found = parse(user_agent)
    system = found.os.family if found.os else ""
    if system == "iOS" and found.device and found.device.family == "iPad":
        system = "iPadOS"
    machine = str(MACHINES[system]) if system in MACHINES else ""
    family = found.user_agent.family if found.user_agent else ""
    browser = BROWSERS.get(family, family)
    if machine and browser:
        return _("%(machine)s, %(browser)s", machine=machine, browser=browser)
    return machine or browser or _("Unknown device")


def device_icon(user_agent: str) -> str:
    """Return the name of the icon for a device: a phone or a computer."""
    found = parse(user_agent)
    return "smartphone" if found.os and found.os.family in PHONES else "monitor"
