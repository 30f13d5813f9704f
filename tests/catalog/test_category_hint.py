"""The service form suggests the narrower category that a service's name implies."""

import pytest
from flask.testing import FlaskClient

from app.catalog.category_hint import narrower_category
from app.core.db import session
from app.taxonomy.models import Category
from app.venues.models import Venue
from tests.catalog.editor import HOME, HTMX, june, venue
from tests.factories import add, make_category

__all__ = ["june", "venue"]


def known() -> list[Category]:
    massage = Category(slug="massage", name="Massage", synonyms=[])
    named = {"deep-tissue": "Deep tissue", "hot-stone": "Hot stone", "relaxation-massage": "Relaxation massage"}
    parts = [Category(slug=slug, name=name, synonyms=[], parent=massage) for slug, name in named.items()]
    parts[2].synonyms = ["Swedish massage"]
    color = Category(
        slug="hair-color", name="Color", synonyms=[], parent=Category(slug="hair", name="Hair", synonyms=[])
    )
    return [massage, *parts, color]


@pytest.mark.parametrize(
    ("title", "chosen", "proposed"),
    [
        ("Deep tissue massage", "massage", "deep-tissue"),
        ("DEEP-TISSUE, 90 min", "massage", "deep-tissue"),
        ("Swedish massages", "massage", "relaxation-massage"),
        ("Hot stone massage", "deep-tissue", None),
        ("Deep tissue massage", "deep-tissue", None),
        ("Massage", "massage", None),
        ("Deep work", "massage", None),
        ("Deep tissue massage", "hair", None),
        ("Color for roots", "massage", None),
        ("", "massage", None),
    ],
)
def test_a_title_suggests_a_subcategory_of_the_chosen_category(title: str, chosen: str, proposed: str | None) -> None:
    found = narrower_category(title, chosen, known())
    assert (found.slug if found else None) == proposed


def test_accepting_the_suggested_category_does_not_save_the_form(client: FlaskClient, venue: Venue) -> None:
    massage = make_category(slug="massage", name="Massage")
    add(Category(slug="deep-tissue", name="Deep tissue", position=99, parent_id=massage.id))
    session.commit()
    args = {"title": "Deep tissue massage", "category": "massage"}
    hint = client.get(f"{HOME}new/category", query_string=args, headers=HTMX).text
    assert 'name="use-category" value="deep-tissue"' in hint
    typed = {**args, "price-0": "not yet"}
    shown = client.post(f"{HOME}new/type/treatment", data=typed)
    assert (shown.status_code, "Use Deep tissue" in shown.text) == (422, True)
    taken = client.post(f"{HOME}new/type/treatment", data={**typed, "use-category": "deep-tissue"})
    assert taken.status_code == 200
    assert '<option selected value="deep-tissue">' in taken.text
    assert 'value="not yet"' in taken.text
    assert "Use Deep tissue" not in taken.text
