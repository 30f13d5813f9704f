"""The steps of a service's form: what it proposes, adds and removes without losing anything typed."""

import re

from flask.testing import FlaskClient

from app.commission.actions import set_rates
from app.commission.amounts import Rates
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.catalog.editor import HOME, HTMX, errors, june, kept, shown_by, typed, venue
from tests.factories import make_category, make_service

__all__ = ["june", "venue"]

NEW = f"{HOME}new/type/treatment"


def opened_steps(page: str) -> list[str]:
    return re.findall(r'<details class="form-step" id="step-(\w+)" open>', page)


def sentence(page: str, key: str) -> str:
    return str(re.findall(rf'id="said-{key}"[^>]*>(.*?)</span>', page)[0])


def test_a_new_service_starts_with_the_usual_values_of_the_category(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    page = client.get(NEW).text
    form = shown_by(page)
    assert (form["length-0"], form["price-0"], form["buffer_after_minutes"]) == ("60", "", "15")
    assert opened_steps(page) == ["about", "prices", "needs"]


def test_another_category_replaces_only_values_that_nobody_changed(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    make_category(slug="nails", name="Nails")
    session.commit()
    form = {**shown_by(client.get(NEW).text), "category": "nails", "buffer_after_minutes": "20", "title": "Gel"}
    form = shown_by(client.post(NEW, data={**form, "operation": "category"}).text)
    assert (form["length-0"], form["buffer_after_minutes"], form["title"]) == ("45", "20", "Gel")
    form |= {"category": "massage", "length-0": ""}
    form = shown_by(client.post(NEW, data={**form, "operation": "category"}).text)
    assert form.get("length-0", "") == "", "a cleared field stays clear"


def test_an_option_is_added_with_own_terms_before_it_is_saved(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    form = {**shown_by(client.get(NEW).text), "title": "Slow massage", "price-0": "110", f"price-0-{june.slug}": "120"}
    response = client.post(NEW, data={**form, "operation": "add-option"}, headers=HTMX)
    assert kept(venue) == []
    form = shown_by(response.text)
    assert (form["length-1"], form["price-1"]) == ("90", ""), "the next usual length"
    form |= {"price-1": "150", f"length-1-{june.slug}": "95"}
    assert client.post(NEW, data=form).status_code == 303
    first, second = kept(venue)[0].options
    assert [(own.price_cents, own.duration_minutes) for own in first.members] == [(12000, None)]
    assert [(own.price_cents, own.duration_minutes) for own in second.members] == [(None, 95)]


def test_options_are_added_and_removed_on_the_page_of_a_saved_service(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    make_service(venue, members=[june], slug="massage", max_quantity=1)
    session.commit()
    path = f"{HOME}massage/edit"
    form = shown_by(client.post(path, data={**shown_by(client.get(path).text), "operation": "add-option"}).text)
    added = {**form, "length-1": "90", "price-1": "150", f"price-1-{june.slug}": "160"}
    response = client.post(path, data=added)
    assert response.status_code == 303, errors(response.text)
    form = shown_by(client.post(path, data={**shown_by(client.get(path).text), "operation": "remove-option-0"}).text)
    assert client.post(path, data=form).status_code == 303
    assert [option.duration_minutes for option in kept(venue)[0].options] == [90]


def test_an_add_on_is_shown_once_it_is_added(client: FlaskClient, venue: Venue, june: TeamMember) -> None:
    form = shown_by(client.get(NEW).text)
    assert "extra-0" not in form
    page = client.post(NEW, data={**form, **typed(), "operation": "add-extra"}).text
    assert "extras" in opened_steps(page)
    form = {**shown_by(page), "extra-0": "Hot stones", "extra-price-0": "20"}
    assert client.post(NEW, data=form).status_code == 303
    page = client.get(f"{HOME}{kept(venue)[0].slug}/edit").text
    assert sentence(page, "extras") == "1 add-on: Hot stones."


def test_after_an_error_finished_steps_fold_to_a_sentence(client: FlaskClient, venue: Venue, june: TeamMember) -> None:
    page = client.post(NEW, data={**typed(**{"price-0": ""}), f"does-{june.slug}": "y"}, headers=HTMX)
    assert (page.status_code, page.headers["HX-Reswap"]) == (422, "outerHTML")
    assert opened_steps(page.text) == ["prices"]
    assert 'class="mark wrong"' in page.text
    assert sentence(page.text, "about") == "Unwinding massage, in Massage."
    assert sentence(page.text, "needs") == "June."


def test_the_preview_shows_what_was_typed_and_saves_nothing(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    set_rates(venue_id=venue.id, rates=Rates(800))
    session.commit()
    form = {**shown_by(client.get(NEW).text), **typed(), f"price-0-{june.slug}": "125"}
    page = client.post(f"{HOME}preview?kind=treatment", data=form, headers=HTMX).text
    assert "<h3>Unwinding massage</h3>" in page
    assert "<b>$125</b>" in page
    assert "(own price)" in page
    assert sentence(page, "prices") == "1 hr for $110. Buffer time: 15 min."
    assert "You earn $101.20 after 8% commission." in page
    assert "Back to the form" in client.post(f"{HOME}preview?kind=treatment&sheet=1", data=form, headers=HTMX).text
    assert kept(venue) == []
