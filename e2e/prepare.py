"""Data that journeys start from, made through the application's own actions instead of its pages.

Every function here runs inside `Running.acting`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import groupby

from app.accounts import passwords
from app.accounts.actions.accounts import open_account
from app.accounts.models import User
from app.accounts.queries.users import user_by_email
from app.availability.queries import load_schedules
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.forms import member_of
from app.catalog.actions.create import add_staffed_service
from app.catalog.actions.offers import OptionValues, ServiceValues
from app.catalog.actions.performers import Performs
from app.catalog.models import Service
from app.catalog.queries import service_of
from app.core import clock
from app.front_desk.actions.blocks import BlockedTime, add_block
from app.front_desk.queries import bookables
from app.guests.actions import GuestContact, know_at_desk
from app.hours.actions import set_week
from app.onboarding.actions import begin
from app.onboarding.queries import facts_of
from app.taxonomy.queries import category_called
from app.team.actions import add_member
from app.venues.actions.edit import Basics, VenueAddress, edit_basics, edit_place
from app.venues.actions.review import approve_venue, submit_venue
from app.venues.enums import VenueType
from app.venues.models import Venue
from app.venues.places import ZipArea, zip_area
from app.venues.queries import venue_by_slug, venue_of

PASSWORD = "several quiet words"  # of every account that a journey creates
AHEAD = timedelta(days=28)
SUMMARY = "One room, one person, no hurry. Known for slow pressure and warm towels."
MASSAGE, TEAM_MEMBER = "Slow massage", "Inga Moss"


@dataclass(frozen=True)
class Slot:
    """A time of a service, as the guest's cart has it."""

    venue: str
    service: str
    starts_at: datetime


@cache
def password_hash() -> str:
    """Return the hash of PASSWORD: hashing is slow on purpose, so once is enough."""
    return passwords.hash_of(PASSWORD)


def account_of(email: str) -> User:
    user = user_by_email(email)
    assert user is not None, f"{email} has no account"
    return user


def create_account(*, email: str, name: str) -> User:
    return open_account(email=email, password_hash=password_hash(), name=name, is_verified=True)


def available_days(service: Service, member_id: int | None) -> list[list[datetime]]:
    """Return the available times from tomorrow on, as the picker shows them: a list for each day that has any."""
    zone = service.venue.zone
    midnight = datetime.combine(clock.now().astimezone(zone).date() + timedelta(days=1), time(), zone)
    window = midnight.astimezone(UTC), (midnight + AHEAD).astimezone(UTC)
    starts: Sequence[datetime] = (
        load_schedules([service.first_option], window)[service.first_option.id]
        .available(member_id=member_id)
        .instants()
    )
    by_date = groupby(starts, key=lambda at: at.astimezone(zone).date())
    return [list(day) for _, day in by_date]


def fill_cart(email: str, slug: str, *, day: int, time: int, person: str) -> Slot:
    """Add a booking to an account's cart: the `time`-th time of the `day`-th day with so many times, from 0.

    Today doesn't count, because how many of its times are left depends on the hour.
    """
    venue_slug, service_slug = slug.split("/")
    venue = venue_by_slug(venue_slug)
    service = service_of(venue, service_slug)
    member_id = member_of(service, person)
    at = [times for times in available_days(service, member_id) if len(times) > time][day][time]
    cart = open_cart(user_id=account_of(email).id)
    add_line(cart=cart, slot=SlotRequest(service.first_option.id, at, member_id=member_id))
    return Slot(venue.name, service.title, at)


def create_draft(email: str, venue: str) -> None:
    """List a business, with the three answers that this takes."""
    category = category_called("massage")
    assert category is not None
    begin(owner=account_of(email), name=venue, category=category, type=VenueType.PRACTICE, area=_area())


def _area() -> ZipArea:
    found = zip_area("97202")
    assert found is not None
    return found


def complete(email: str) -> None:
    """Complete every step of a draft."""
    describe(email, summary=SUMMARY, street="2800 SE Clinton St")
    venue = venue_of(account_of(email))
    set_week(venue=venue, hours={weekday: [(9 * 60, 20 * 60)] for weekday in range(7)})
    member = add_member(venue=venue, name=TEAM_MEMBER)
    offer = ServiceValues(category=venue.category, title=MASSAGE, options=[OptionValues(60, 9500)])
    add_staffed_service(venue=venue, offer=offer, performers=[Performs(member)])


def describe(email: str, *, summary: str, street: str, neighborhood: str = "") -> None:
    venue, area = venue_of(account_of(email)), _area()
    edit_basics(venue=venue, basics=Basics(venue.name, venue.category, venue.type, summary, "", ()))
    place = VenueAddress(street, area.city, area.state, area.code, area.latitude, area.longitude, True, neighborhood)
    edit_place(venue=venue, place=place)


def block(email: str, begins: datetime, ends: datetime) -> None:
    """Block time of a whole venue."""
    venue = venue_of(account_of(email))
    add_block(venue=venue, blocked_time=BlockedTime(bookables(venue), begins, ends))


def submit(email: str) -> None:
    owner = account_of(email)
    venue = venue_of(owner)
    submit_venue(venue=venue, by=owner, facts=facts_of(venue))


def approve(email: str) -> Venue:
    venue = venue_of(account_of(email))
    approve_venue(venue=venue)
    return venue


def add_guest(owner: str, *, name: str, email: str) -> None:
    """Add a guest to the list of an owner's venue, as the front desk does."""
    know_at_desk(venue=venue_of(account_of(owner)), contact=GuestContact(name, email, ""))
