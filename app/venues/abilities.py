"""What each role may do at its venue: the one table that guards, pages, the guide for owners and tests read."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from app.venues.enums import Ability, Reach, StaffRole

ALL, OWN = Reach.ALL, Reach.OWN
OWNER, MANAGER, DESK, MEMBER = StaffRole

_OWNERS: Mapping[StaffRole, Reach] = {OWNER: ALL}
_MANAGERS = {OWNER: ALL, MANAGER: ALL}
_DESK = {**_MANAGERS, DESK: ALL}
_EVERYONE = {**_DESK, MEMBER: OWN}

ABILITIES: Mapping[Ability, Mapping[StaffRole, Reach]] = {
    Ability.SEE_BOOKINGS: _EVERYONE,
    Ability.TAKE_ATTENDANCE: _EVERYONE,
    Ability.NOTE_GUESTS: _EVERYONE,
    # Only the person who performs the service needs to know, besides the owner.
    Ability.OPEN_HEALTH_ANSWERS: {OWNER: ALL, MANAGER: OWN, DESK: OWN, MEMBER: OWN},
    Ability.CHANGE_BOOKINGS: _DESK,
    Ability.COUNT_CASH: _DESK,
    Ability.SEE_GUESTS: _DESK,
    Ability.GIVE_CREDIT: _MANAGERS,
    Ability.DOWNLOAD_LISTS: _MANAGERS,
    Ability.SEE_REPORTS: _MANAGERS,
    Ability.MANAGE_DEALS: _MANAGERS,
    Ability.MANAGE_PACKAGES: _MANAGERS,
    Ability.MANAGE_SERVICES: _MANAGERS,
    Ability.MANAGE_TEAM: _MANAGERS,
    Ability.MANAGE_HOURS: _MANAGERS,
    Ability.MANAGE_LISTING: _MANAGERS,
    Ability.CONNECT_CALENDARS: _MANAGERS,
    Ability.CLOSE_VENUE: _OWNERS,
    Ability.MANAGE_STAFF: _OWNERS,
    Ability.MANAGE_PAYOUTS: _OWNERS,
}

LABELS: Mapping[Ability, LazyString] = {
    Ability.SEE_BOOKINGS: lazy_gettext("Calendar, list of bookings, and daily schedule"),
    Ability.TAKE_ATTENDANCE: lazy_gettext("Check-ins and no-shows"),
    Ability.NOTE_GUESTS: lazy_gettext("Notes about guests"),
    Ability.OPEN_HEALTH_ANSWERS: lazy_gettext("Health answers"),
    Ability.CHANGE_BOOKINGS: lazy_gettext("Adding, changing, canceling, and refunding bookings"),
    Ability.COUNT_CASH: lazy_gettext("Cash counts"),
    Ability.SEE_GUESTS: lazy_gettext("Guests and waitlist"),
    Ability.GIVE_CREDIT: lazy_gettext("Giving guests credit"),
    Ability.DOWNLOAD_LISTS: lazy_gettext("Spreadsheets of bookings and guests"),
    Ability.SEE_REPORTS: lazy_gettext("Reports"),
    Ability.MANAGE_DEALS: lazy_gettext("Deals"),
    Ability.MANAGE_PACKAGES: lazy_gettext("Packages, and who has them"),
    Ability.MANAGE_SERVICES: lazy_gettext("Services, rooms, and intake forms"),
    Ability.MANAGE_TEAM: lazy_gettext("Team members and their hours"),
    Ability.MANAGE_HOURS: lazy_gettext("Business hours"),
    Ability.MANAGE_LISTING: lazy_gettext("Listing, photos, FAQs, and booking links"),
    Ability.CONNECT_CALENDARS: lazy_gettext("Calendar sync and imports"),
    Ability.CLOSE_VENUE: lazy_gettext("Unpublishing and deleting the listing"),
    Ability.MANAGE_STAFF: lazy_gettext("Staff and ownership"),
    Ability.MANAGE_PAYOUTS: lazy_gettext("Payments and payouts"),
}


def reach(role: StaffRole, ability: Ability) -> Reach | None:
    """Return whose bookings a role's ability is about, or None if the role doesn't have it."""
    return ABILITIES[ability].get(role)


def refusal(ability: Ability, owner: str) -> str:
    """Say which roles have an ability, and whom to ask."""
    what = str(LABELS[ability])
    if ability is Ability.OPEN_HEALTH_ANSWERS:
        return _(
            "Only the owner and the team member who provides the service can open health answers. Ask %(owner)s.",
            owner=owner,
        )
    if ABILITIES[ability] == _OWNERS:
        return _("Only owners have access to “%(what)s”. Ask %(owner)s.", what=what, owner=owner)
    if ABILITIES[ability] == _MANAGERS:
        return _("Only owners and managers have access to “%(what)s”. Ask %(owner)s.", what=what, owner=owner)
    return _(
        "Only owners, managers, and the front desk have access to “%(what)s”. Ask %(owner)s.", what=what, owner=owner
    )
