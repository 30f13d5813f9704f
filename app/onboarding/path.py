"""The way through the checklist: the next open step after each saved form, and how far the set-up is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g
from flask_babel import lazy_gettext

from app.accounts.guards import current_user_or_403
from app.deals.queries.deals import deals_made
from app.onboarding.steps import EMAIL, PAYOUTS, ChecklistStep, missing, steps
from app.payouts.queries.transfers import account_of
from app.slot_picker.snapshots import snapshot_of
from app.venue_pages.profile import Profile, profile
from app.venues.enums import Ability, VenueStatus
from app.venues.guards import may
from app.venues.models import Venue

HOME = "onboarding.index"
# Short names, for buttons.
NAMES: Mapping[str, object] = {
    "venues.basics": lazy_gettext("Description"),
    "venues.location": lazy_gettext("Address"),
    "hours.index": lazy_gettext("Hours"),
    "team.index": lazy_gettext("Team"),
    "catalog.index": lazy_gettext("Services"),
    "venues.photos": lazy_gettext("Photos"),
    "faqs.index": lazy_gettext("FAQs"),
    "deals.index": lazy_gettext("Deals"),
    "venues.rules": lazy_gettext("Rules"),
}

LATER = frozenset({PAYOUTS, "deals.index"})


@dataclass(frozen=True, slots=True)
class SetupPath:
    """What comes after one step: `next` is its short name, or nothing if the way leads back to the checklist.

    `is_open` is whether this step still misses something.
    """

    next: str
    endpoint: str
    done: int
    total: int
    is_open: bool


def path_from(found: Sequence[ChecklistStep], here: str) -> SetupPath:
    """Return the way on from a step: to the necessary open steps, those after it first, then to later optional ones.

    Pure. The last step leads back to the checklist.
    """
    necessary = [step for step in found if not step.optional and step.endpoint != "venues.rules"]
    places = [step.endpoint for step in found]
    at = places.index(here) + 1 if here in places else 0
    later = found[at:]
    # Deals and payouts come when there are guests: they aren't part of the way to a first review.
    more = [step for step in later if step.optional and not step.done and step.endpoint not in LATER]
    ahead = [step for step in [*missing(later), *missing(found[:at]), *more] if step.endpoint not in {here, EMAIL}]
    endpoint = ahead[0].start if ahead else HOME
    return SetupPath(
        next=str(NAMES[ahead[0].endpoint]) if ahead else "",
        endpoint=endpoint,
        done=sum(step.done for step in necessary),
        total=len(necessary),
        is_open=any(step.endpoint == here and not step.done for step in found),
    )


def setup_path(here: str) -> SetupPath | None:
    """Return the way on from a step of the current owner's venue, or None unless it is a draft. For templates."""
    venue: Venue | None = g.get("own_venue")
    if venue is None or venue.status is not VenueStatus.DRAFT:
        return None
    if "setup_steps" not in g:
        shown = listing_seen()
        g.setup_steps = checklist(venue, shown) if shown else []
    return path_from(g.setup_steps, here)


def checklist(venue: Venue, shown: Profile) -> list[ChecklistStep]:
    """Return the steps of a venue's listing for the person who is logged in. Only those who manage payouts see them."""
    payouts = None
    if may(Ability.MANAGE_PAYOUTS):
        account = account_of(venue.id)
        payouts = account is not None and account.is_submitted
    return steps(shown, deals_made(venue), current_user_or_403(), payouts=payouts)


def listing_seen() -> Profile | None:
    """Return what guests see of the current owner's venue, for the preview beside a form."""
    venue: Venue | None = g.get("own_venue")
    if venue is None:
        return None
    if "listing_seen" not in g:
        g.listing_seen = profile(snapshot_of(venue))
    seen: Profile = g.listing_seen
    return seen
