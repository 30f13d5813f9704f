"""Consistency of the demo's tables: these tests find mistakes in added venues."""

from collections import Counter

import pytest

from app.catalog.enums import ServiceKind
from app.demo import tables, week
from app.demo.tables import DemoVenue, Discount, Treatment
from app.faqs.models import MAX_FAQS
from app.hours.intervals import Span, refuse_bad_week
from app.team.models import MAX_MEMBERS
from tools.illustrations import Palette

PLACES = tables.places()
KINDS = tables.kinds()
each_place = pytest.mark.parametrize("place", [*PLACES, *tables.waiting()], ids=lambda place: place.name)


def hours(place: DemoVenue) -> dict[int, list[Span]]:
    return week.week(tables.usual_hours()[place.hours] if isinstance(place.hours, str) else place.hours)


def treatments(place: DemoVenue) -> dict[str, Treatment]:
    offered = place.services or [one for one in KINDS[place.kind].services if one.key in place.offers]
    return {one.key: one for one in offered}


def deals(place: DemoVenue) -> list[Discount]:
    return [tables.discounts()[deal] if isinstance(deal, str) else deal for deal in place.deals]


def overlaps(weekday: int, opens: int, closes: int, week_of: dict[int, list[Span]]) -> bool:
    return any(opens < end and begin < closes for begin, end in week_of.get(weekday, []))


def test_sixty_venues_cover_every_kind_with_at_least_four_each() -> None:
    assert len(PLACES) == 60
    assert {place.kind for place in PLACES} == set(KINDS)
    assert min(Counter(place.kind for place in PLACES).values()) >= 4
    assert Counter(place.city for place in PLACES)["portland"] == 14


def test_names_of_venues_and_people_are_unique() -> None:
    names = Counter(place.name for place in PLACES)
    people = Counter(name for place in PLACES for name in place.team)
    assert [name for name, count in (names + people).items() if count > 1] == []


def test_no_person_is_both_a_guest_and_a_team_member() -> None:
    team = {name for place in PLACES for name in place.team}
    assert team.isdisjoint(tables.guests().guests)


@each_place
def test_venue_row_refers_only_to_existing_data(place: DemoVenue) -> None:
    assert place.city in tables.cities()
    assert place.palette in set(Palette)
    assert set(place.offers) <= {treatment.key for treatment in KINDS[place.kind].services}
    assert all(key in treatments(place) for deal in deals(place) if place.services for key in deal.on)


@each_place
def test_venue_row_fits_its_columns(place: DemoVenue) -> None:
    assert len(place.name) <= 60
    assert 40 <= len(place.summary) <= 300
    assert 10 <= len(place.directions) <= 300
    assert 2 <= len(place.members or place.team) <= MAX_MEMBERS
    assert len(place.faqs or []) <= MAX_FAQS


@each_place
def test_venue_hours_do_not_overlap(place: DemoVenue) -> None:
    assert refuse_bad_week(hours(place))


@each_place
def test_class_times_fit_into_the_hours(place: DemoVenue) -> None:
    for treatment in treatments(place).values():
        for weekday, minute in (start for text in treatment.starts for start in week.starts(text)):
            ends = minute + treatment.minutes
            assert any(begin <= minute and ends <= end for begin, end in hours(place).get(weekday, [])), treatment.key


@each_place
def test_every_deal_applies_to_existing_services_and_hours(place: DemoVenue) -> None:
    for deal in deals(place):
        assert not deal.on or set(deal.on) & set(treatments(place)), deal.title
        spans = [span for text in deal.windows for span in week.windows(text)]
        assert not spans or any(overlaps(*span, hours(place)) for span in spans), deal.title


@each_place
def test_services_for_two_have_at_least_two_team_members(place: DemoVenue) -> None:
    team = len(place.members or place.team)
    assert all(
        treatment.together <= team for treatment in treatments(place).values() if treatment.kind is ServiceKind.STAFFED
    )


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_kind_has_text_for_each_voice_and_titles_for_a_team(kind: tables.DemoCategory) -> None:
    assert all(len(treatment.words) == 3 for treatment in kind.services)
    assert len(kind.titles) >= max(len(place.team) for place in PLACES if KINDS[place.kind] is kind)
    assert set(kind.scenes) <= set(KINDS)


def test_every_deal_and_all_hours_are_used() -> None:
    assert {deal for place in PLACES for deal in place.deals if isinstance(deal, str)} == set(tables.discounts())
    assert {place.hours for place in PLACES if isinstance(place.hours, str)} == set(tables.usual_hours())
