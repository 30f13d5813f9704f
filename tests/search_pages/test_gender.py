"""Lists by the gender of the team member: only members who specified it and agreed to show it are found."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from app.core.db import session
from app.team.enums import Gender
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_member, make_service, make_venue
from tests.indexing import Know
from tests.search_pages.test_from_words import chips
from tests.search_pages.test_search import NEAR, get, names, number

AGREED = datetime(2026, 5, 1, tzinfo=UTC)


def make_woman(venue: Venue, name: str = "June Castellano") -> TeamMember:
    return make_member(venue, name=name, gender=Gender.WOMAN, gender_consent_at=AGREED)


def test_only_members_with_a_specified_gender_are_found(client: FlaskClient, know: Know) -> None:
    alder, birch = make_venue(name="Alder"), make_venue(name="Birch")
    make_service(alder, members=[make_member(alder, name="Ada Lee"), make_woman(alder)])
    make_service(birch, members=[make_member(birch, name="Mary Woman")])
    know()
    page = get(client, near=NEAR, q="massage by a woman")
    assert names(page) == ["Alder"]
    assert "Provided by a woman" in chips(page)
    assert names(client.get(chips(page)["Provided by a woman"])) == ["Alder", "Birch"]
    # A time leads to the matching member's own available times.
    assert "1 hr with June" in page.text
    assert "with=june-2" in page.text
    assert 'value="nonbinary"' not in page.text
    assert number(get(client, near=NEAR, gender="man")) == "No venues"


def test_times_and_prices_are_those_of_the_matching_member(client: FlaskClient, know: Know) -> None:
    venue = make_venue(name="Alder")
    june = make_woman(venue)
    make_service(venue, members=[make_member(venue, name="Ada Lee"), june], own={june.slug: {"price_cents": 15000}})
    know()
    page = get(client, near=NEAR, gender="woman", day="2026-05-14")
    assert (names(page), "$150" in page.text) == (["Alder"], True)
    assert number(get(client, near=NEAR, gender="woman", max=120)) == "No venues"


def test_gender_is_ignored_with_a_note_for_several_guests(client: FlaskClient, know: Know) -> None:
    page = get(client, near=NEAR, q="massage for two by a woman")
    assert "You can choose a team member’s gender only for 1 guest" in page.text
    assert "Provided by a woman" not in chips(page)


@pytest.mark.usefixtures("db")
def test_gender_cannot_be_stored_without_agreement() -> None:
    with pytest.raises(IntegrityError, match="gender_consent"), session.begin_nested():
        make_member(make_venue(), gender=Gender.MAN)
