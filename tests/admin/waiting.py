"""Submissions in review, as owners create them."""

from typing import Any

from app.accounts.models import User
from app.core.db import session
from app.deals.actions.drafts import create_deal
from app.deals.enums import DealKind
from app.deals.models import Deal
from app.onboarding.queries import facts_of
from app.venues.actions.edit import Basics, edit_basics
from app.venues.actions.review import submit_venue
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from app.venues.queries import venue_of
from tests.factories import make_member, make_service, make_venue
from tests.support import NOW


def owner_of(venue: Venue) -> User:
    return session.get_one(User, venue.owner_id)


def make_waiting(**values: Any) -> Venue:
    """Return a new venue in review, with a service and a team member who provides it."""
    venue = make_venue(**{"status": VenueStatus.DRAFT, **values})
    make_service(venue, members=[make_member(venue)])
    return submit_listing(venue)


def submit_listing(venue: Venue) -> Venue:
    """Submit the venue as its owner does, with the facts of its listing at that moment."""
    whole = venue_of(owner_of(venue))
    submit_venue(venue=whole, by=owner_of(venue), facts=facts_of(whole))
    return whole


def make_changed(wanted: str = "Hazel House", **values: Any) -> Venue:
    """Return a live venue whose new name is in review."""
    venue = venue_of(owner_of(make_venue(**values)))
    rename(venue, wanted)
    return venue


def rename(venue: Venue, name: str) -> None:
    basics = Basics(name, venue.category, venue.type, venue.summary, venue.phone, ())
    edit_basics(venue=venue, basics=basics)


def make_waiting_deal(**values: Any) -> Deal:
    venue = values.pop("venue", None) or make_venue()
    given = {"title": "Quiet hours", "kind": DealKind.PERCENT, "amount": 30, "valid_from": NOW, **values}
    return create_deal(venue=venue, **given)
