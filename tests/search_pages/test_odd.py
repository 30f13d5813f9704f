"""No address causes an error or is slow: every parameter with nonsense values, on both engines."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import create_app
from app.search_index.index import index
from search.postgres.index import PostgresIndex
from tests.database import settings_for
from tests.indexing import Know
from tests.search.odd import LATITUDES, LONGITUDES, texts
from tests.search_pages.test_search import make_sold
from tests.sizes import sized

pytestmark = pytest.mark.usefixtures("now")

NUMBERS = ("-1", "0", "1", "1000000000", "9" * 400, "1e999", "NaN", "-0", "٣", "1.5", " 7 ")
DATES = ("2026-05-14", "2026-05-15", "0001-01-01", "9999-12-31", "2026-02-30", "2026-W20", "20260515")
# In Portland, 2 AM was skipped on March 8, and 1 AM occurs twice on November 1.
TIMES = ("evening", "02:30", "24:00", "25:00", "15:00", "noon")
BOXES = ("45,-123,46,-122", "-90,-180,90,180", "45,170,46,-170", "46,-122,45,-123", "nan,0,0,0", "1,2,3", "1e400,0,0,0")
MEANT = {
    "q": ("massage", "masagge"),
    "near": ("Portland, OR", "97202", "00000", "Utqiagvik, AK", "Hagåtña"),
    "day": DATES,
    "part": TIMES,
    "kind": ("massage", "nails"),
    "type": ("spa",),
    "tag": ("parking",),
    "city": ("Portland, OR", ", OR"),
    "miles": ("5", "100", *NUMBERS),
    "min": ("40", *NUMBERS),
    "max": ("90", *NUMBERS),
    "guests": ("2", *NUMBERS),
    "box": BOXES,
    "zoom": ("3", "18", *NUMBERS),
    "lat": tuple(map(str, LATITUDES)),
    "lng": tuple(map(str, LONGITUDES)),
    "page": ("2", *NUMBERS),
    "sort": ("best", "nearest", "soonest", "price", "rating"),
    "view": ("map",),
    "deals": ("1",),
    "open": ("1",),
    "after": ("x", "=="),
}
PATHS = ("/search", "/search/map", "/suggest/what", "/suggest/where", "/place")
# An invalid position is refused with an explanation.
ANSWERS = {"/place": {200, 400, 404}}


@st.composite
def addresses(draw: st.DrawFn) -> tuple[str, dict[str, list[str]]]:
    names = draw(st.lists(st.sampled_from(sorted(MEANT)), unique=True, max_size=6))
    values = {name: draw(st.lists(st.one_of(st.sampled_from(MEANT[name]), texts), max_size=2)) for name in names}
    return draw(st.sampled_from(PATHS)), values


@pytest.fixture(params=["postgresql", pytest.param("elasticsearch", marks=pytest.mark.slow)])
def searched(
    request: pytest.FixtureRequest, app: Flask, db: None, know: Know, database_url: str
) -> Iterator[FlaskClient]:
    """Return a browser for an application on one of the engines, with one venue to find."""
    make_sold("Alder")
    if request.param == "postgresql":
        know()
        yield app.test_client()
        return
    url = request.getfixturevalue("elasticsearch_url")
    other = create_app(settings_for(database_url, elasticsearch_url=url))
    other.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=True)
    with other.app_context():
        assert not isinstance(index(), PostgresIndex)
        know()
        assert other.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
        yield other.test_client()


@settings(
    max_examples=sized(120, 40),
    deadline=timedelta(seconds=4),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(addresses())
def test_every_address_gets_a_response(searched: FlaskClient, args: tuple[str, dict[str, list[str]]]) -> None:
    path, values = args
    response = searched.get(path, query_string=values, follow_redirects=True)
    assert response.status_code in ANSWERS.get(path, {200}), (path, values, response.status_code)
