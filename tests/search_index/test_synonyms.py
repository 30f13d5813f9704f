"""Synonyms that admins add to a category work with both engines, and are suggested while typing."""

import pytest
from flask.testing import FlaskClient

from app.core.db import session
from app.search_index.documents import read_documents
from app.taxonomy.actions.categories import Naming, add_category
from search.documents import SearchQuery
from search.protocol import SearchIndex
from tests.factories import make_category, make_member, make_service, make_venue
from tests.search.conftest import elasticsearch_index, index, postgresql_index
from tests.support import NOW

__all__ = ["elasticsearch_index", "index", "postgresql_index"]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def make_known(synonyms: list[str]) -> int:
    massage = make_category(slug="massage", name="Massage")
    add_category(naming=Naming("Deep tissue", parent=massage, synonyms=synonyms))
    venue = make_venue()
    make_service(venue, members=[make_member(venue)], title="Sixty slow minutes", category="deep-tissue")
    session.flush()
    return venue.id


@pytest.mark.parametrize("typed", ["myofascial release", "Myofascial", "MYOFASCIAL releases", "trager"])
def test_a_synonym_finds_the_services_of_its_category(client: FlaskClient, index: SearchIndex, typed: str) -> None:
    venue_id = make_known(["Myofascial release", "Träger"])
    index.put(read_documents([venue_id], version=1, at=NOW))
    found = index.search(SearchQuery(at=NOW, text=typed))
    assert [hit.id for hit in found.hits] == [venue_id]
    assert index.search(SearchQuery(at=NOW, text="craniosacral")).hits == ()


def test_a_synonym_is_suggested_while_typing_and_read_as_its_category(client: FlaskClient) -> None:
    make_known(["Myofascial release"])
    session.commit()
    assert "Deep tissue" in client.get("/suggest/what?q=myofas", headers=PARTIAL).text
    assert "Deep tissue" not in client.get("/suggest/what?q=cranio", headers=PARTIAL).text
    page = client.get("/search?q=myofascial+release&near=Portland,+OR").text
    assert 'href="/deep-tissue/portland-or"' in page or "Deep tissue near Portland, OR" in page
