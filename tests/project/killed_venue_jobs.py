"""The killed_jobs cases for all other features."""

from datetime import timedelta

from sqlalchemy import text

from app.accounts.enums import Role
from app.accounts.models import Impersonation
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.calendar_sync.models import BusyFeed
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.expiry import NOTICE_LIFE
from app.cart.queries import LIFE
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.deals.actions.drafts import create_deal
from app.deals.actions.review import approve_deal
from app.deals.enums import DealKind
from app.photos.actions import add_photo
from app.photos.models import Photo
from app.taxonomy.actions.tags import ensure_tag
from app.taxonomy.enums import TagGroup
from app.venues.actions.details import set_tags
from app.venues.actions.photos import add_venue_photo
from app.venues.actions.publication import suspend_venue
from app.venues.actions.review import approve, submit_venue
from app.venues.enums import VenueStatus
from app.venues.models import VenueTransition
from app.waitlist.actions import offers as offer_actions
from app.waitlist.models import WaitlistEntry
from tests.factories import add, first_option, make_booking, make_deal, make_member, make_order, make_user, make_venue
from tests.paid_day import TUESDAY, confirm, pay
from tests.photos.samples import photo_file
from tests.project.killed_jobs import HOUR, Arguments, World, case, staffed
from tests.support import NOW
from tests.venue_factories import make_venue_photo
from tests.waitlist.lines import fill_afternoon, in_line


@case("admin.end_impersonation")
def _(_: World) -> Arguments:
    admin, user = make_user(role=Role.ADMIN), make_user()
    seeing = Impersonation(admin_id=admin.id, user_id=user.id, began_at=NOW - HOUR, ends_at=NOW - HOUR / 2)
    return {"seeing_id": add(seeing).id}


@case("cart.purge")
def _(_: World) -> Arguments:
    with clock.pinned(NOW - LIFE - NOTICE_LIFE - HOUR):
        add_line(cart=open_cart(user_id=make_user().id), slot=SlotRequest(first_option(staffed()).id, TUESDAY))
    return {}


@case("deals.end_lapsed")
def _(_: World) -> Arguments:
    make_deal(venue=make_venue(), percent=20, valid_from=NOW - 48 * HOUR, valid_to=NOW - HOUR)
    return {}


@case("deals.email_decided")
def _(_: World) -> Arguments:
    deal = create_deal(
        venue=make_venue(),
        service=None,
        title="Off-peak",
        kind=DealKind.PERCENT,
        amount=30,
        valid_from=NOW,
        valid_to=NOW + 48 * HOUR,
    )
    approve_deal(deal=deal)
    return {"deal_id": deal.id}


@case("search_index.reindex")
def _(_: World) -> Arguments:
    return {"venue_id": staffed().venue_id}


# Nothing to catch up on when PostgreSQL is the only search engine; tests/search kills the other engine.
@case("search_index.catch_up", changes_something=False)
def _(_: World) -> Arguments:
    return {}


@case("search_index.refresh", "search_index.refresh_now")
def _(_: World) -> Arguments:
    make_venue()
    make_venue()
    return {}


@case("search_index.reindex_category")
def _(_: World) -> Arguments:
    return {"category_id": staffed().category_id}


@case("search_index.reindex_tag")
def _(_: World) -> Arguments:
    tag = ensure_tag(slug="parking", name="Parking", group=TagGroup.AMENITY, position=1)
    set_tags(venue=make_venue(), tags=[tag])
    return {"tag_id": tag.id}


def unreachable_feed() -> int:
    member = make_member(make_venue())
    return add(BusyFeed(member_id=member.id, url="https://127.0.0.1:1/june.ics", next_at=NOW)).id


@case("calendar_sync.read")
def _(_: World) -> Arguments:
    return {"feed_id": unreachable_feed()}


@case("calendar_sync.refresh")
def _(_: World) -> Arguments:
    unreachable_feed()
    return {}


@case("onboarding.forget_deleted")
def _(_: World) -> Arguments:
    venue = make_venue(status=VenueStatus.DELETED)
    moves = {"from_status": VenueStatus.LIVE, "to_status": VenueStatus.DELETED, "reason": ""}
    add(VenueTransition(venue_id=venue.id, at=NOW - timedelta(days=400), **moves))
    return {}


def uploaded() -> Photo:
    photo = add_photo(data=photo_file(), alt="The garden")
    add_venue_photo(venue=make_venue(), photo=photo)
    return photo


@case("photos.process")
def _(_: World) -> Arguments:
    return {"photo_id": uploaded().id}


@case("photos.forget_original")
def _(_: World) -> Arguments:
    return {"key": uploaded().key}


@case("photos.give_up_waiting")
def _(_: World) -> Arguments:
    with clock.pinned(NOW - timedelta(days=3)):
        uploaded()
    session.flush()
    session.execute(text("UPDATE photo SET created_at = :then"), {"then": NOW - timedelta(days=3)})
    return {}


@case("photos.remove_unused")
def _(_: World) -> Arguments:
    add_photo(data=photo_file(), alt="Shown nowhere")
    session.flush()
    session.execute(text("UPDATE photo SET created_at = :then"), {"then": NOW - timedelta(days=3)})
    return {}


@case("reminders.send_due")
def _(_: World) -> Arguments:
    booked_yesterday()
    return {}


@case("reminders.email")
def _(_: World) -> Arguments:
    booking = booked_yesterday()
    return {"booking_id": booking.id, "kind": "day", "starts_at": booking.starts_at.isoformat()}


def booked_yesterday() -> Booking:
    """Return a confirmed booking for this time tomorrow, so that its reminder is due."""
    with clock.pinned(NOW - 48 * HOUR):
        order = make_order(user=make_user(), created_at=NOW - 48 * HOUR)
        booking = make_booking(staffed(), NOW + 24 * HOUR, order=order)
        confirm(booking, at=NOW - 48 * HOUR)
        pay(order)
    return booking


@case("venues.forget_removed_photos")
def _(_: World) -> Arguments:
    make_venue_photo(make_venue(), removed_at=NOW - timedelta(days=400))
    return {}


@case("admin.email_submission")
def _(_: World) -> Arguments:
    make_user(role=Role.ADMIN)
    return {"submission_id": submit_venue(venue=make_venue(status=VenueStatus.DRAFT)).id}


@case("venues.email_decided")
def _(_: World) -> Arguments:
    submission = submit_venue(venue=make_venue(status=VenueStatus.DRAFT))
    approve(submission=submission, by=make_user(role=Role.ADMIN))
    return {"submission_id": submission.id}


@case("venues.email_status")
def _(_: World) -> Arguments:
    admin = make_user(role=Role.ADMIN)
    return {"transition_id": suspend_venue(venue=make_venue(), by=admin, reason="Two guests wrote.").id}


def opening_on_waitlist() -> WaitlistEntry:
    """Return a waitlist entry for Saturday afternoon, where 2 PM has just become available."""
    service = staffed()
    full = fill_afternoon(service)
    wait = in_line(service)
    cancel_booking(booking_id=full[2].id, actor=Actor.PROVIDER, user_id=None)
    return wait


@case("waitlist.offer_next")
def _(_: World) -> Arguments:
    return {"venue_id": session.get_one(Service, opening_on_waitlist().service_id).venue_id}


@case("waitlist.end_passed")
def _(_: World) -> Arguments:
    opening_on_waitlist()
    return {}


@case("waitlist.email_offer")
def _(_: World) -> Arguments:
    wait = opening_on_waitlist()
    session.commit()
    offer_actions.offer_next(venue_id=session.get_one(Service, wait.service_id).venue_id)
    session.commit()
    session.refresh(wait)
    return {"wait_id": wait.id, "order_id": wait.order_id or 0}
