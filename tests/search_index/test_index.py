"""The search document of a venue, and when it is updated."""

from datetime import timedelta

import pytest
from elasticsearch import Elasticsearch
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import create_app
from app.core import clock
from app.core.db import session
from app.search_index import tasks
from app.search_index.actions import batches, reindex
from app.search_index.documents import read_documents
from app.search_index.index import index
from app.taxonomy.actions.tags import ensure_tag
from app.taxonomy.enums import TagGroup
from app.venues.actions.create import rename_venue
from app.venues.actions.details import set_tags
from app.venues.actions.review import approve_venue, submit_venue
from app.venues.enums import VenueStatus, VenueType
from app.venues.models import Venue
from search.documents import City, FreeAt, SearchQuery, Sort, hour_of
from search.postgres.index import PostgresIndex
from tests.database import settings_for
from tests.factories import make_category, make_deal, make_member, make_service, make_venue
from tests.indexing import Know
from tests.search_pages.test_queries import ONE, THURSDAY, TODAY, take
from tests.support import NOW, Jobs, statements

pytestmark = pytest.mark.usefixtures("db", "now")


def found(text: str = "", **values: object) -> list[int]:
    return list(index().search(SearchQuery(at=clock.now(), text=text, **values)).ids)  # type: ignore[arg-type]


def hours_of(*clock_hours: int) -> tuple[int, ...]:
    """Return hours of today in Portland as index hours; NOW is 10 AM."""
    return tuple(hour_of(NOW) - 10 + hour for hour in clock_hours)


def test_a_document_contains_free_hours_and_prices() -> None:
    venue = make_venue(hours=[(10 * 60, 14 * 60)], weekdays=[THURSDAY], minimum_notice_minutes=30)
    service = make_service(venue, title="Unwinding massage", price_cents=10000, **ONE)
    take(service, "2026-05-14 18:00", "2026-05-14 19:00")  # from 11 to 12
    make_deal(service=service, percent=25, windows=[(THURSDAY, 13 * 60, 14 * 60)])
    make_service(venue, title="Salt float", category="float", **ONE)
    (document,) = read_documents([venue.id], version=7, at=NOW)
    own, salt = document.offers
    assert (document.id, document.version, document.city) == (venue.id, 7, City("Portland", "OR"))
    assert (document.zone, document.kind) == ("America/Los_Angeles", "spa")
    assert document.open[0] == (NOW, NOW + timedelta(hours=4))
    assert (own.id, own.categories, own.title, own.cents) == (
        service.id,
        frozenset(["massage"]),
        "Unwinding massage",
        7500,
    )
    # With half an hour's notice, 10 AM is too soon; a one-hour massage fits at noon and at 1 PM.
    assert own.free[:2] == own.free[:1] + own.deal[:1] == hours_of(12, 13)
    assert (salt.categories, salt.cents, salt.deal) == (frozenset(["float"]), 11000, ())
    assert "Oregon" in document.keywords


def test_a_venue_without_services_is_indexed_by_its_type() -> None:
    venue = make_venue(category="sauna", type=VenueType.BATHHOUSE)
    (document,) = read_documents([venue.id], version=1, at=NOW)
    assert (document.kind, document.offers) == ("bathhouse", ())
    assert document.keywords.startswith("Sauna\nBathhouse\n")


def test_an_offer_belongs_to_its_subcategory_and_its_category() -> None:
    venue = make_venue()
    make_service(venue, category="deep-tissue")
    make_category(slug="deep-tissue").parent = make_category(slug="massage")
    set_tags(venue=venue, tags=[ensure_tag(slug="parking", name="Parking", group=TagGroup.AMENITY, position=1)])
    (document,) = read_documents([venue.id], version=1, at=NOW)
    assert document.offers[0].categories == {"massage", "deep-tissue"}
    assert document.tags == {"parking"}
    assert "Massage" in document.keywords


@pytest.mark.parametrize("number", [1, 3])
def test_documents_take_the_same_statements_for_any_number_of_venues(number: int) -> None:
    venues = [make_venue() for _ in range(number)]
    for venue in venues:
        make_service(venue, members=[make_member(venue)])
        make_deal(venue=venue, percent=20)
    with statements() as sent:
        read_documents([venue.id for venue in venues], version=1, at=NOW)
    assert len(sent) == 11


def test_only_live_venues_are_indexed(know: Know) -> None:
    public = make_venue()
    for status in set(VenueStatus) - {VenueStatus.LIVE}:
        make_venue(status=status)
    know()
    assert found() == [public.id]


def test_a_suspended_venue_is_removed_from_the_index(know: Know) -> None:
    venue = make_venue()
    know()
    venue.status = VenueStatus.SUSPENDED
    know()
    assert found() == []


def test_search_finds_a_venue_as_soon_as_it_is_approved(jobs: Jobs) -> None:
    venue = make_venue(name="Alder & Salt", status=VenueStatus.DRAFT)
    submit_venue(venue=venue)
    approve_venue(venue=venue)
    assert jobs.waiting() == ["admin.email_submission", "search_index.reindex"]
    jobs.run()
    assert found("alder") == [venue.id]
    rename_venue(venue=venue, name="Cedar")
    jobs.run()
    assert (found("alder"), found("cedar")) == ([], [venue.id])


def test_simultaneous_changes_are_indexed_once(jobs: Jobs) -> None:
    venue = make_venue()
    for name in ("Birch", "Cedar", "Dogwood"):
        rename_venue(venue=venue, name=name)
    assert jobs.waiting() == 3 * ["search_index.reindex"]
    before = next_version()
    jobs.run()
    assert found("dogwood") == [venue.id]
    assert next_version() - before - 1 == 1


def next_version() -> int:
    return session.scalar(text("SELECT nextval('document_version')")) or 0


def test_reindexing_changes_nothing(know: Know) -> None:
    venue = make_venue()
    make_service(venue, **ONE)
    know()
    before = index().search(SearchQuery(at=NOW, sort=Sort.SOONEST))
    reindex(venue_ids=[venue.id, 999])
    assert index().search(SearchQuery(at=NOW, sort=Sort.SOONEST)) == before


def test_free_hours_of_a_venue_can_be_searched(know: Know) -> None:
    venue = make_venue()
    take(make_service(venue, **ONE), "2026-05-15 00:00", "2026-05-15 03:00")  # the whole evening
    know()
    assert found(free_at=FreeAt(TODAY, TODAY, 12, 17)) == [venue.id]
    assert found(free_at=FreeAt(TODAY, TODAY, 17, 24)) == []


def test_the_nightly_refresh_includes_every_venue_and_spreads_them(jobs: Jobs) -> None:
    for _ in range(3):
        make_venue(status=VenueStatus.DRAFT)
    tasks.refresh()
    rows = session.connection().exec_driver_sql("SELECT scheduled_at, lock FROM procrastinate_jobs ORDER BY id").all()
    assert [row.scheduled_at - NOW for row in rows] == [timedelta(minutes=minutes) for minutes in (0, 40, 80)]
    assert [row.lock for row in rows] == ["venue:1", "venue:2", "venue:3"]


def test_the_reindex_command_rebuilds_the_whole_index(app: Flask) -> None:
    make_venue()
    make_venue(status=VenueStatus.DRAFT)
    session.commit()
    output = app.test_cli_runner().invoke(args=["reindex"])
    assert "Search is rebuilt from 2 venues. Only live venues are shown." in output.output
    assert len(found()) == 1
    assert app.test_cli_runner().invoke(args=["reindex", "--missing"]).output == ""


def test_a_missing_index_is_built_by_the_scheduled_task(jobs: Jobs) -> None:
    venue = make_venue()
    session.commit()
    assert not index().is_built()
    tasks.catch_up()
    assert found() == [venue.id]
    assert index().is_built()


@pytest.mark.slow
def test_elasticsearch_is_used_if_configured_and_matches_postgresql(database_url: str, elasticsearch_url: str) -> None:
    """Run the whole application on both engines: build the index, update it with a job, and rebuild it."""
    app = create_app(settings_for(database_url, elasticsearch_url=elasticsearch_url))
    with app.app_context():
        hazel, cedar = make_venue(name="Hazel Bodywork"), make_venue(name="Cedar Hammam")
        session.commit()
        output = app.test_cli_runner().invoke(args=["reindex"])
        assert output.exit_code == 0, output.output
        rename_venue(venue=hazel, name="Alder Bodywork")
        reindex(venue_ids=[hazel.id])
        session.commit()
        with Elasticsearch(elasticsearch_url) as client:
            client.indices.refresh(index="cozywish-venues-*")
            assert found("alder") == [hazel.id]
            assert found("hazel") == []
            assert index().search(SearchQuery(at=NOW)) == PostgresIndex(session.connection).search(SearchQuery(at=NOW))
            assert {hit.id for hit in index().search(SearchQuery(at=NOW)).hits} == {hazel.id, cedar.id}
            client.indices.delete(index=[*client.indices.get(index="cozywish-venues-*")])


def test_batches_leave_nothing_out() -> None:
    assert list(batches(range(5), size=2)) == [[0, 1], [2, 3], [4]]


def test_a_list_hides_a_suspended_venue_that_is_still_indexed(client: FlaskClient, know: Know) -> None:
    """Search proposes; the database decides what is shown."""
    venue: Venue = make_venue(name="Hazel Bodywork")
    know()
    venue.status = VenueStatus.SUSPENDED
    session.commit()
    assert "Hazel Bodywork" not in client.get("/search").text


def test_search_health_reports_the_index_and_fails_if_it_is_empty(app: Flask, db: None, now: None) -> None:
    empty = app.test_cli_runner().invoke(args=["search-health"])
    assert (empty.exit_code, "it knows no document" in empty.output) == (1, True)
    reindex(venue_ids=[make_venue().id])
    session.commit()
    well = app.test_cli_runner().invoke(args=["search-health"])
    assert (well.exit_code, well.output.startswith("PostgreSQL: OK")) == (0, True)
    assert "1 in" in well.output
