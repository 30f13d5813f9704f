"""Changes of a listing that change what guests find: the venue, its team, services, deals and categories."""

from datetime import date, timedelta
from typing import Any

from app.admin.actions.featured import feature_venue, order_featured, unfeature_venue
from app.calendar_sync.actions import import_busy_times, unsubscribe
from app.calendar_sync.fetcher import Fetched
from app.calendar_sync.models import BusyFeed
from app.catalog.actions import create, edit
from app.catalog.actions.extras import Addition, set_add_ons
from app.catalog.actions.performers import OwnTerms, Performs, set_performers
from app.catalog.actions.visibility import archive_service, order_services, restore_service, show_service
from app.catalog.models import Service
from app.catalog.starts import WeeklyStart
from app.core.db import session
from app.deals.actions.end import end_deal, end_lapsed, resume_deal
from app.deals.actions.platform import create_platform_deal, edit_platform_deal
from app.deals.actions.review import approve_deal
from app.deals.actions.terms import Terms
from app.deals.enums import DealKind, DealStatus
from app.facilities.enums import FacilityKind
from app.facility_changes.actions import (
    FacilityTerms,
    add_facility,
    edit_facility,
    move_booking,
    remove_facility,
    restore_facility,
)
from app.faqs.actions import add_faq, edit_faq, order_faqs, remove_faq, restore_faq
from app.hours.actions import clear_dates, set_date, set_dates, set_week
from app.hours.date_ranges import DateRange
from app.offboarding.actions import ReassignDecisions, reassign_bookings, remove_member, restore_member
from app.packages.actions import OfferTerms, save_offer, set_sold
from app.search_index.models import Featured
from app.taxonomy.actions.categories import Naming, add_category, edit_category, merge_category
from app.taxonomy.actions.tags import edit_tag, merge_tag
from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Category, Tag
from app.team import actions as team
from app.venues.actions import details, photos, publication, review
from app.venues.actions.create import rename_venue
from app.venues.actions.edit import Basics, VenueAddress, edit_basics, edit_place
from app.venues.enums import VenueStatus
from tests.factories import PLACE, add, first_option, make_category, make_deal, make_venue
from tests.paid_day import TUESDAY
from tests.project.search_changes import HOUR, Action, World, booked, case, simple
from tests.sale_factories import make_offer
from tests.support import NOW
from tests.venue_factories import make_facility, make_faq, make_venue_photo

# The venue, its status and its photos.
simple(details.set_tags, lambda world: {"venue": world.venue, "tags": [make_tag()]})
simple(
    details.set_booking_window,
    lambda world: {"venue": world.venue, "minimum_notice_minutes": 60, "booking_window_days": 30},
)
simple(details.set_request_policy, lambda world: {"venue": world.venue, "accept_within_hours": 24, "max_upcoming": 2})
simple(rename_venue, lambda world: {"venue": world.venue, "name": "Hazel Spa"})
simple(review.apply, lambda world: {"venue": world.venue, "values": {"street": "12 SE Clinton St"}})
simple(publication.unpublish_venue, lambda world: {"venue": world.venue, "by": world.owner})
simple(publication.suspend_venue, lambda world: {"venue": world.venue, "by": world.admin, "reason": "Closed."})
simple(publication.delete_venue, lambda world: {"venue": world.venue, "by": world.owner})
simple(photos.add_venue_photo, lambda world: {"venue": world.venue, "photo": make_venue_photo(world.venue).photo})


@case(edit_basics)
def _(world: World) -> Action:
    basics = Basics(world.venue.name, make_category(), world.venue.type, "New.", "(503) 555-0100", [])
    session.refresh(world.venue, ["category"])
    return lambda: edit_basics(venue=world.venue, basics=basics)


@case(edit_place)
def _(world: World) -> Action:
    session.refresh(world.venue, ["category"])
    return lambda: edit_place(venue=world.venue, place=VenueAddress(**{**where(), "neighborhood": "Richmond"}))


@case(publication.publish_venue)
def _(world: World) -> Action:
    world.venue.status = VenueStatus.UNPUBLISHED
    session.flush()
    return lambda: publication.publish_venue(venue=world.venue, by=world.owner)


@case(publication.reinstate_venue)
def _(world: World) -> Action:
    publication.suspend_venue(venue=world.venue, by=world.admin, reason="Closed.")
    return lambda: publication.reinstate_venue(venue=world.venue, by=world.admin)


@case(review.approve)
def _(_world: World) -> Action:
    sent = review.submit_venue(venue=make_venue(status=VenueStatus.DRAFT))
    return lambda: review.approve(submission=sent)


@case(photos.order_venue_photos)
def _(world: World) -> Action:
    keys = [make_venue_photo(world.venue).public_id for _ in range(2)]
    return lambda: photos.order_venue_photos(venue=world.venue, keys=keys[::-1])


@case(photos.move_venue_photo)
def _(world: World) -> Action:
    _first, second = make_venue_photo(world.venue), make_venue_photo(world.venue)
    return lambda: photos.move_venue_photo(venue=world.venue, shown=second, position=1)


@case(photos.remove_venue_photo)
def _(world: World) -> Action:
    shown = make_venue_photo(world.venue)
    return lambda: photos.remove_venue_photo(venue=world.venue, shown=shown)


@case(photos.restore_venue_photo)
def _(world: World) -> Action:
    shown = make_venue_photo(world.venue, removed_at=NOW)
    return lambda: photos.restore_venue_photo(venue=world.venue, shown=shown)


def where() -> dict[str, Any]:
    return {name: PLACE[name] for name in ("street", "city", "state", "postal_code", "latitude", "longitude")}


# Questions and answers.
simple(add_faq, lambda world: {"venue": world.venue, "question": "Do you have parking?", "answer": "Yes."})


@case(edit_faq)
def _(world: World) -> Action:
    key = make_faq(world.venue).key
    return lambda: edit_faq(venue=world.venue, key=key, question="Is there parking?", answer="Yes.")


@case(order_faqs)
def _(world: World) -> Action:
    keys = [make_faq(world.venue).key for _ in range(2)]
    return lambda: order_faqs(venue=world.venue, keys=keys[::-1])


@case(remove_faq)
def _(world: World) -> Action:
    key = make_faq(world.venue).key
    return lambda: remove_faq(venue=world.venue, key=key)


@case(restore_faq)
def _(world: World) -> Action:
    key = make_faq(world.venue).key
    remove_faq(venue=world.venue, key=key)
    return lambda: restore_faq(venue=world.venue, key=key, position=1)


# Hours and the team.
JUNE_1 = date(2026, 6, 1)
simple(set_week, lambda world: {"venue": world.venue, "hours": {0: [(600, 1200)]}})
simple(set_date, lambda world: {"venue": world.venue, "on": JUNE_1, "spans": []})
simple(set_dates, lambda world: {"venue": world.venue, "date_range": DateRange(JUNE_1, JUNE_1)})
simple(clear_dates, lambda world: {"venue": world.venue, "first": JUNE_1, "last": JUNE_1})
simple(team.add_member, lambda world: {"venue": world.venue, "name": "Tomas Vela"})
simple(team.edit_member, lambda world: {"member": world.june, "details": team.Details("June C.", buffer_minutes=15)})
simple(
    team.set_member_photo,
    lambda world: {"member": world.june, "photo": make_venue_photo(world.venue).photo},
)
simple(team.order_members, lambda world: {"venue": world.venue, "slugs": [world.priya.slug, world.june.slug]})
simple(team.deactivate_member, lambda world: {"venue": world.venue, "member": world.june})
simple(team.add_time_off, lambda world: {"member": world.june, "begins": TUESDAY, "ends": TUESDAY + HOUR})
simple(
    team.add_weekly_time_off,
    lambda world: {"member": world.june, "weekday": 1, "begins": 600, "ends": 720, "first_on": JUNE_1},
)


@case(team.reactivate_member)
def _(world: World) -> Action:
    team.deactivate_member(venue=world.venue, member=world.june)
    return lambda: team.reactivate_member(venue=world.venue, member=world.june, position=1)


@case(team.remove_time_off)
def _(world: World) -> Action:
    key = team.add_time_off(member=world.june, begins=TUESDAY, ends=TUESDAY + HOUR).key
    return lambda: team.remove_time_off(member=world.june, key=key)


@case(reassign_bookings)
def _(world: World) -> Action:
    decisions = ReassignDecisions({booked(world).public_id: world.priya.slug})
    return lambda: reassign_bookings(venue=world.venue, member=world.june, decisions=decisions)


simple(remove_member, lambda world: {"venue": world.venue, "member": world.june, "decisions": ReassignDecisions()})


@case(restore_member)
def _(world: World) -> Action:
    remove_member(venue=world.venue, member=world.june, decisions=ReassignDecisions())
    return lambda: restore_member(venue=world.venue, member=world.june, position=1)


# Calendars of team members.
@case(unsubscribe)
def _(world: World) -> Action:
    make_feed(world)
    return lambda: unsubscribe(member=world.june)


@case(import_busy_times)
def _(world: World) -> Action:
    feed, busy = make_feed(world), [(TUESDAY, TUESDAY + HOUR)]
    return lambda: import_busy_times(feed=feed, member=world.june, fetched=Fetched(b""), busy=busy)


def make_feed(world: World) -> BusyFeed:
    return add(BusyFeed(member_id=world.june.id, url="https://calendar.example/june.ics", next_at=NOW))


# Services.
def performers(world: World) -> list[Performs]:
    return [Performs(world.june)]


simple(
    create.add_staffed_service,
    lambda world: {"venue": world.venue, "offer": world.offer, "performers": performers(world)},
)
simple(create.add_open_service, lambda world: {"venue": world.venue, "offer": world.offer, "capacity": 4})
simple(
    create.add_scheduled_service,
    lambda world: {"venue": world.venue, "offer": world.offer, "capacity": 4, "starts": [WeeklyStart(1, 600)]},
)
simple(
    edit.edit_staffed_service,
    lambda world: {**edited(world, world.massage), "performers": performers(world)},
)
simple(edit.edit_open_service, lambda world: {**edited(world, world.sauna), "capacity": 4})
simple(
    edit.edit_scheduled_service,
    lambda world: {**edited(world, world.yoga), "capacity": 4, "starts": [WeeklyStart(2, 600)]},
)
simple(
    edit.set_service_photo,
    lambda world: {"service": world.massage, "photo": make_venue_photo(world.venue).photo},
)
simple(
    set_performers,
    lambda world: {
        "venue": world.venue,
        "service": world.massage,
        "performers": [Performs(world.june), Performs(world.priya, {60: OwnTerms(9000)})],
    },
)
simple(set_add_ons, lambda world: {"service": world.massage, "additions": [Addition("Scalp massage", 1500, 10)]})
simple(show_service, lambda world: {"service": world.massage, "active": False})
simple(archive_service, lambda world: {"service": world.massage})
simple(
    order_services,
    lambda world: {"venue": world.venue, "slugs": [world.yoga.slug, world.sauna.slug, world.massage.slug]},
)


@case(restore_service)
def _(world: World) -> Action:
    archive_service(service=world.massage)
    return lambda: restore_service(service=world.massage, active=True)


def edited(world: World, service: Service) -> dict[str, Any]:
    return {"venue": world.venue, "service": service, "offer": world.offer}


# Deals.
TERMS = Terms("Off-peak", DealKind.PERCENT, 20, NOW)
simple(create_platform_deal, lambda _: {"terms": TERMS})


@case(edit_platform_deal)
def _(_world: World) -> Action:
    deal = make_deal(percent=10)
    return lambda: edit_platform_deal(deal=deal, terms=TERMS)


@case(approve_deal)
def _(world: World) -> Action:
    deal = make_deal(venue=world.venue, percent=20, status=DealStatus.IN_REVIEW, live_at=None)
    return lambda: approve_deal(deal=deal)


@case(end_deal)
def _(world: World) -> Action:
    deal = make_deal(venue=world.venue, percent=20)
    return lambda: end_deal(deal=deal)


@case(resume_deal)
def _(world: World) -> Action:
    deal = make_deal(venue=world.venue, percent=20)
    end_deal(deal=deal)
    return lambda: resume_deal(deal=deal)


@case(end_lapsed)
def _(world: World) -> Action:
    make_deal(venue=world.venue, percent=20, valid_to=NOW - timedelta(minutes=1))
    return end_lapsed


# Categories, tags and the home page.
simple(add_category, lambda _: {"naming": Naming("Hot stones")})
simple(edit_category, lambda world: {"category": category_of(world), "naming": Naming("Bodywork", "bodywork")})
simple(merge_category, lambda world: {"category": category_of(world), "into": make_category(slug="bodywork")})
simple(edit_tag, lambda world: {"tag": worn(world), "name": "Parking", "slug": "parking", "group": TagGroup.AMENITY})
simple(merge_tag, lambda world: {"tag": worn(world), "into": make_tag("parking")})
simple(feature_venue, lambda world: {"venue": world.venue, "admin": world.admin, "until": None, "position": 1})


@case(unfeature_venue)
def _(world: World) -> Action:
    add(Featured(venue_id=world.venue.id, position=1))
    return lambda: unfeature_venue(venue=world.venue, admin=world.admin)


@case(order_featured)
def _(world: World) -> Action:
    other = make_venue()
    add(Featured(venue_id=world.venue.id, position=1))
    add(Featured(venue_id=other.id, position=2))
    return lambda: order_featured(slugs=[other.slug, world.venue.slug], admin=world.admin)


def category_of(world: World) -> Category:
    return session.get_one(Category, world.venue.category_id)


def make_tag(slug: str = "free-parking") -> Tag:
    return add(Tag(slug=slug, name=slug.replace("-", " ").capitalize(), group=TagGroup.AMENITY, position=len(slug)))


def worn(world: World) -> Tag:
    tag = make_tag()
    details.set_tags(venue=world.venue, tags=[tag])
    return tag


@case(add_facility)
def _(world: World) -> Action:
    terms = FacilityTerms(FacilityKind.ROOM, "Room 1", service_ids=[world.massage.id])
    return lambda: add_facility(venue=world.venue, terms=terms)


@case(edit_facility)
def _(world: World) -> Action:
    room = make_facility(world.venue, [world.massage])
    terms = FacilityTerms(FacilityKind.ROOM, "Room 2")
    return lambda: edit_facility(venue=world.venue, key=room.key, terms=terms)


@case(remove_facility)
def _(world: World) -> Action:
    room = make_facility(world.venue, [world.massage])
    return lambda: remove_facility(venue=world.venue, key=room.key)


@case(restore_facility)
def _(world: World) -> Action:
    room = make_facility(world.venue, [world.massage])
    remove_facility(venue=world.venue, key=room.key)
    return lambda: restore_facility(venue=world.venue, key=room.key)


@case(move_booking)
def _(world: World) -> Action:
    room, booking = make_facility(world.venue), booked(world)
    return lambda: move_booking(booking_id=booking.id, venue=world.venue, key=room.key, user_id=None)


def package(world: World) -> OfferTerms:
    return OfferTerms("Five", 5, 40000, 365, [first_option(world.massage).id])


simple(save_offer, lambda world: {"venue": world.venue, "terms": package(world)})


@case(set_sold)
def _(world: World) -> Action:
    world.venue.sells_packages = True
    offer = make_offer(first_option(world.massage))
    session.flush()
    return lambda: set_sold(venue=world.venue, offer=offer, on=False)
