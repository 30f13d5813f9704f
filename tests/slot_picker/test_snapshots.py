"""The guest's view of a venue is cached in memory exactly until it changes."""

import re
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import text

from app.bookings.enums import BookingState
from app.catalog.models import Service
from app.core.db import session
from app.deals.models import Deal
from app.search_pages.venue_cards import cards
from app.slot_picker.snapshots import Snapshot, Snapshots, snapshot_at, snapshots
from app.taxonomy.models import Category
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from app.venues.versions import versions_of
from tests.factories import make_booking, make_deal, make_member, make_service, make_venue
from tests.support import NOW, statements

pytestmark = pytest.mark.usefixtures("db", "now")

# Tables that change with bookings are read each time.
READ_EACH_TIME = {"venue_version", "reservation", "booking", "pending_reschedule", "customer_order"}


def snapshot_of(venue: Venue) -> Snapshot:
    return snapshots([venue.id])[venue.id]


def make_open_venue() -> tuple[Venue, Service]:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    session.commit()
    return venue, service


def test_cached_venues_take_two_statements_for_their_cards() -> None:
    venues = [make_open_venue()[0] for _ in range(3)]
    ids = [venue.id for venue in venues]
    cards(ids, at=NOW)
    with statements() as sent:
        found = cards(ids, at=NOW)
    assert [card.venue.id for card in found] == ids
    assert len(sent) == 2, "their versions and their reservations"


def test_each_table_that_a_snapshot_reads_counts_its_changes() -> None:
    venue, _ = make_open_venue()
    make_service(venue, capacity=4, listed=[(3, 600)])
    session.commit()
    with statements() as sent:
        cards([venue.id], at=NOW)
    known = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    read = {table for table in known if any(re.search(rf"\b(FROM|JOIN) {table}\b", statement) for statement in sent)}
    counted = session.scalars(
        text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'bump_venue_version'")
    ).all()
    assert {"venue", "service", "deal"} <= read
    assert read - READ_EACH_TIME <= set(counted)


def test_changes_of_a_venue_are_visible_immediately() -> None:
    venue, service = make_open_venue()
    assert snapshot_of(venue).services[0].title == service.title
    service.title = "Hot stone massage"
    session.commit()
    assert snapshot_of(venue).services[0].title == "Hot stone massage"


def test_changes_of_one_venue_leave_others_in_memory() -> None:
    venue, other = make_open_venue()[0], make_open_venue()[0]
    kept = snapshot_of(other)
    venue.name = "Rose Street Spa"
    session.commit()
    assert snapshot_of(other) is kept


def test_changes_of_shared_data_reach_every_venue() -> None:
    venue, _ = make_open_venue()
    snapshot_of(venue)
    session.get_one(Category, venue.category_id).name = "Bodywork"
    session.commit()
    assert snapshot_of(venue).venue.category.name == "Bodywork"


def test_suspended_venues_have_no_snapshot() -> None:
    venue, _ = make_open_venue()
    assert snapshot_at(venue.slug) is not None
    venue.status = VenueStatus.SUSPENDED
    session.commit()
    assert snapshots([venue.id]) == {}
    assert snapshot_at(venue.slug) is None


def test_changes_that_are_rolled_back_are_not_cached() -> None:
    venue, service = make_open_venue()
    title = service.title
    service.title = "Never saved"
    session.flush()
    assert snapshot_of(venue).services[0].title == "Never saved"
    session.rollback()
    assert snapshot_of(venue).services[0].title == title


def test_snapshots_outlive_the_session_that_read_them() -> None:
    venue, _ = make_open_venue()
    make_service(venue, capacity=2)
    session.commit()
    kept = snapshot_of(venue)
    session.rollback()
    session.remove()
    assert kept.venue.category.slugs
    assert [(one.venue.name, one.category.slugs, one.minimum_notice) for one in kept.services]
    assert [performer.member.first_name for performer in kept.services[0].performers]
    assert [member.photo for member in kept.team] == [None]


def test_reading_a_snapshot_does_not_affect_objects_of_the_session() -> None:
    venue, service = make_open_venue()
    snapshot_of(venue)
    service.title = "Saved"
    session.commit()
    session.expire_all()
    assert session.get_one(Service, service.id).title == "Saved"
    assert session.get_one(Venue, venue.id) is venue


def test_uses_of_a_limited_deal_are_counted_each_time() -> None:
    venue, service = make_open_venue()
    deal = make_deal(venue=venue, percent=20, max_uses=1)
    session.commit()
    kept = snapshot_of(venue)
    assert price_in_card(venue) == service.first_option.price_cents * 8 // 10
    booking = make_booking(service, NOW, state=BookingState.CONFIRMED, deal_id=deal.id)
    session.commit()
    assert price_in_card(venue) == service.first_option.price_cents
    booking.state = BookingState.CANCELED
    session.commit()
    assert price_in_card(venue) == service.first_option.price_cents * 8 // 10
    assert snapshot_of(venue) is kept


def price_in_card(venue: Venue) -> int:
    (card,) = cards([venue.id], at=NOW)
    assert card.times is not None
    return card.times.best.price_each


def test_two_transactions_that_change_a_venue_do_not_block_each_other(app: Flask) -> None:
    venue, service = make_open_venue()
    deal = make_deal(venue=venue, percent=20)
    session.commit()
    before = versions_of([venue.id])
    service.title = "Changed here"
    session.flush()

    def change_elsewhere() -> None:
        with app.app_context():
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
            session.get_one(Deal, deal.id).title = "Changed there"
            session.commit()

    elsewhere = Thread(target=change_elsewhere)
    elsewhere.start()
    elsewhere.join()
    session.commit()
    session.refresh(deal)
    assert deal.title == "Changed there"
    assert len(versions_of([venue.id])[venue.id] - before[venue.id]) == 2


def test_the_least_recently_used_snapshot_is_dropped_beyond_the_limit() -> None:
    kept = Snapshots(most=2)
    made = [snapshot_of(make_open_venue()[0]) for _ in range(3)]
    for snapshot in made[:2]:
        kept.keep(snapshot)
    assert kept.find(made[0].venue.id, made[0].version) is made[0], "now the latest used"
    kept.keep(made[2])
    found = [kept.find(snapshot.venue.id, snapshot.version) for snapshot in made]
    assert found == [made[0], None, made[2]]
