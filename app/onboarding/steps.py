"""The checklist of a listing: what is complete, what is missing, and what is optional. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import User
from app.catalog.models import Service
from app.venue_pages.profile import Profile
from app.venues import cancellation
from app.venues.enums import ChangeReason
from app.venues.models import MAX_PHOTOS, Submission

# The page on which the owner makes a requested change: by the part of the listing, or else by the reason.
STEP_OF_PART = {
    **dict.fromkeys(("Name", "Kind", "Phone", "About", "Good to know"), "venues.basics"),
    **dict.fromkeys(("Address", "Pin on the map", "Neighborhood", "Finding it"), "venues.location"),
    "Photos": "venues.photos",
    "Opening hours": "hours.index",
    "Team": "team.index",
    "Services": "catalog.index",
    "Booking rules": "venues.rules",
    "Questions": "faqs.index",
}
STEP_OF_REASON = {
    ChangeReason.NAME: "venues.basics",
    ChangeReason.ADDRESS: "venues.location",
    ChangeReason.PHOTOS: "venues.photos",
    ChangeReason.SERVICES: "catalog.index",
    ChangeReason.THIN: "venues.basics",
}

# The step that only the submission needs: nothing of the listing waits for it.
EMAIL = "account.change_email"
PAYOUTS = "payouts.index"
FIRST_OF = {"team.index": "team.add", "catalog.index": "catalog.choose"}


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    title: str
    detail: str
    endpoint: str
    done: bool
    action: str
    optional: bool = False
    request: Submission | None = None
    """The submission that was sent back because of this step."""

    @property
    def start(self) -> str:
        """The page to open: of an empty list, the one that adds to it."""
        return self.endpoint if self.done else FIRST_OF.get(self.endpoint, self.endpoint)


def steps(shown: Profile, deals: int, owner: User, *, payouts: bool | None = None) -> list[ChecklistStep]:
    """Return the steps in the order in which most owners complete them.

    `deals` is the number of deals, `payouts` whether payouts are set up: None leaves that step out.
    """
    return [
        _basics(shown),
        _place(shown),
        _hours(shown),
        _team(shown),
        _services(shown),
        _photos(shown),
        *_rest(shown),
        *([] if payouts is None else [_payouts(is_set_up=payouts)]),
        _off_peak(deals),
        _email(owner),
    ]


def missing(found: Sequence[ChecklistStep]) -> list[ChecklistStep]:
    """Return the steps that must be completed before the listing can be submitted."""
    return [step for step in found if not (step.done or step.optional)]


def bookable(shown: Profile) -> list[Service]:
    """Return what guests could book if the venue were open: treatments with team members, rooms, and classes."""
    services = [offer.service for _group, offers in shown.groups for offer in offers]
    return [service for service in services if service.resource_id is not None or service.performers]


def with_request(found: Sequence[ChecklistStep], change_request: Submission) -> list[ChecklistStep]:
    """Mark the step that a request for changes refers to, if there is one."""
    reason = STEP_OF_REASON.get(change_request.reason) if change_request.reason else None
    endpoint = STEP_OF_PART.get(change_request.part, reason)
    return [replace(step, request=change_request) if step.endpoint == endpoint else step for step in found]


def headline(found: Sequence[ChecklistStep], *, changes_requested: bool = False) -> str:
    """Return the title of the checklist: 3 more steps before you can submit for review."""
    left = len(missing(found))
    if changes_requested and not left:
        return _("One change, then submit again")
    if not left:
        return _("Ready to submit for review")
    return ngettext(
        "%(num)d more step before you can submit for review",
        "%(num)d more steps before you can submit for review",
        left,
    )


def _basics(shown: Profile) -> ChecklistStep:
    venue = shown.venue
    long_enough = venue.is_described
    advice = _("%(category)s. Your description is saved.", category=venue.category.name)
    return ChecklistStep(
        _("Name, category, and description"),
        advice if long_enough else _("Tell guests in two sentences what to expect."),
        "venues.basics",
        long_enough,
        _("Describe venue"),
    )


def _place(shown: Profile) -> ChecklistStep:
    venue = shown.venue
    where = (
        f"{venue.street}, {venue.city}"
        if venue.street
        else _("Add the street address in %(city)s, %(state)s.", city=venue.city, state=venue.state)
    )
    if venue.street and not venue.position_confirmed:
        where = _("%(address)s. The pin on the map isn’t confirmed yet.", address=where)
    return ChecklistStep(_("Address and map"), where, "venues.location", bool(venue.street), _("Add address"))


def _photos(shown: Profile) -> ChecklistStep:
    number = len(shown.venue.photos)
    some = _("%(number)s of %(most)s photos", number=number, most=MAX_PHOTOS)
    none = _("Guests look at photos first. You can add them later.")
    return ChecklistStep(
        _("Photos"), some if number else none, "venues.photos", number > 0, _("Add photos"), optional=True
    )


def _hours(shown: Profile) -> ChecklistStep:
    days = sum(bool(day.spans) for day in shown.week)
    some = ngettext("Open %(num)d day a week", "Open %(num)d days a week", days)
    none = _("Guests can book once you’ve set your hours.")
    special = any(day.spans for day in shown.special_days)
    detail = some if days else _("Open on dates with special hours only") if special else none
    return ChecklistStep(_("Business hours"), detail, "hours.index", bool(days or special), _("Set hours"))


def _team(shown: Profile) -> ChecklistStep:
    number, rooms = len(shown.team), any(service.resource_id is not None for service in bookable(shown))
    if number:
        detail = ngettext("%(num)d team member", "%(num)d team members", number)
    elif rooms:
        detail = _("No team members yet. Guests can book your rooms and classes without one.")
    else:
        detail = _("Add up to five team members who provide your services.")
    return ChecklistStep(_("Team"), detail, "team.index", number > 0, _("Add team member"), optional=rooms)


def _services(shown: Profile) -> ChecklistStep:
    number = len(bookable(shown))
    titles = [offer.service.title for _group, offers in shown.groups for offer in offers]
    if number:
        detail = ngettext("%(num)d service", "%(num)d services", number)
    elif titles:
        detail = _("Choose the team members who provide %(service)s.", service=titles[0])
    else:
        detail = _("Add your team first. Then add what you offer, how long it takes, and what it costs.")
    return ChecklistStep(_("Services and prices"), detail, "catalog.index", number > 0, _("Add service"))


def _off_peak(deals: int) -> ChecklistStep:
    some = ngettext("%(num)d deal", "%(num)d deals", deals)
    none = _("Offer lower prices in your slow hours.")
    return ChecklistStep(_("Deals"), some if deals else none, "deals.index", deals > 0, _("Add deal"), optional=True)


def _payouts(*, is_set_up: bool) -> ChecklistStep:
    some = _("What guests pay online goes to your bank account.")
    none = _("Add your bank account to get paid. Until then, we keep what you earn for you.")
    detail = some if is_set_up else none
    return ChecklistStep(_("Payouts"), detail, PAYOUTS, is_set_up, _("Set up payouts"), optional=True)


def _email(owner: User) -> ChecklistStep:
    verified = owner.email_verified_at is not None
    asked = _("We sent a link to %(email)s. Open it before you submit.", email=owner.email)
    known = _("%(email)s is confirmed.", email=owner.email)
    return ChecklistStep(_("Your email"), known if verified else asked, EMAIL, verified, _("Send link again"))


def _rest(shown: Profile) -> list[ChecklistStep]:
    venue, number = shown.venue, len(shown.faqs)
    policy = cancellation.in_general(venue.cancel_free_hours, venue.cancel_keep_percent)
    rules = _("Guests see: “%(policy)s”", policy=policy)
    some = ngettext("%(num)d question", "%(num)d questions", number)
    none = _("Answer what guests ask about parking, late arrival, or what to wear.")
    return [
        ChecklistStep(_("Booking rules and cancellation policy"), rules, "venues.rules", True, _("Edit rules")),
        ChecklistStep(_("FAQs"), some if number else none, "faqs.index", number > 0, _("Add question"), optional=True),
    ]
