"""A table of sentences and how they are interpreted. They are typed on Thursday, May 14, 2026."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.search_pages.criteria import Around, Between, PartOfDay
from app.search_pages.phrases.reader import Reading, read_phrase
from app.team.enums import Gender
from search.documents import Sort
from search.text import words

TODAY = date(2026, 5, 14)
NAMES = [
    "massage",
    "deep tissue",
    "facials",
    "facial",
    "nails",
    "manicure",
    "hair",
    "haircut",
    "sauna",
    "yoga",
    "float & bath",
]
KINDS = {words(name) for name in NAMES}
TAGS = {"parking": "Parking", "sensitive-skin": "Sensitive skin"}


def reading(typed: str, today: date = TODAY) -> Reading:
    return read_phrase(typed, today, kinds=KINDS, tags=TAGS)


def stated(typed: str, today: date = TODAY) -> dict[str, Any]:
    """Return the filters by name: a place by its label, days as one text."""
    found = reading(typed, today)
    values = {name: getattr(found.meaning, name) for name in found.stated}
    if "place" in values:
        values["place"] = values["place"].label
    if "last" in values:
        first, last = values.pop("day"), values.pop("last")
        values["days"] = f"{first:%m-%d}" if first == last else f"{first:%m-%d}..{last:%m-%d}"
    return values


NIGHT = {"days": "05-14", "part": PartOfDay.EVENING}


@pytest.mark.parametrize(
    ("typed", "text", "meaning"),
    [
        # Filler words are ignored.
        ("best massage near me", "massage", {"near_me": True}),
        ("walk-in nails", "nails", {}),
        ("massage therapist", "massage", {}),
        ("I'm looking for a good facial", "facial", {}),
        ("where can I get a haircut", "haircut", {}),
        ("nail salon", "nail", {}),
        ("esthetician", "facial", {}),
        ("top rated deep tissue", "deep tissue", {}),
        ("float & bath", "float & bath", {}),
        ("24 k lash", "24 k lash", {}),
        ("Đẹp Nails", "Đẹp Nails", {}),
        ("facial for my mom", "facial", {}),
        ("get my nails done", "nails", {}),
        ("manicure, nothing fancy", "manicure", {}),
        # We sell gift cards, not a venue.
        ("gift card", "", {"gift_cards": True}),
        ("buy a massage gift certificate", "massage", {"gift_cards": True}),
        ("gift cards for facials", "facials", {"gift_cards": True}),
        # Prices are for one guest.
        ("massage under $60", "massage", {"highest": 60}),
        ("massage less than 75 dollars", "massage", {"highest": 75}),
        ("manicure under 40", "manicure", {"highest": 40}),
        ("massage $1,200 or less", "massage", {"highest": 1200}),
        ("$50-$80", "", {"lowest": 50, "highest": 80}),
        ("facial between 50 and 80", "facial", {"lowest": 50, "highest": 80}),
        ("facial from $50 to $80", "facial", {"lowest": 50, "highest": 80}),
        ("massage over $100", "massage", {"lowest": 100}),
        ("massage around $80", "massage", {"lowest": 64, "highest": 96}),
        ("cheap massage", "massage", {"sort": Sort.PRICE}),
        ("affordable haircut", "haircut", {"sort": Sort.PRICE}),
        ("massage deals", "massage", {"deals": True}),
        ("20% off facials", "facials", {"deals": True}),
        ("under 60 minutes", "under 60 minutes", {}),
        # Approximate duration.
        ("90 minute massage", "massage", {"minutes": 90}),
        ("60 min massage", "massage", {"minutes": 60}),
        ("massage 75min", "massage", {"minutes": 75}),
        ("90-minute massage under $80", "massage", {"minutes": 90, "highest": 80}),
        ("massage for 90 minutes", "massage", {"minutes": 90}),
        ("hour long massage", "massage", {"minutes": 60}),
        ("an hour-long facial", "facial", {"minutes": 60}),
        ("massage for an hour", "massage", {"minutes": 60}),
        ("2 hour massage for two", "massage", {"minutes": 120, "guests": 2}),
        ("two hour massage", "massage", {"minutes": 120}),
        ("1.5 hour massage", "massage", {"minutes": 90}),
        ("1 hr 30 min massage", "massage", {"minutes": 90}),
        ("hour and a half massage", "massage", {"minutes": 90}),
        ("an hour and a half massage", "massage", {"minutes": 90}),
        ("half hour massage", "massage", {"minutes": 30}),
        ("30 minute facial session", "facial", {"minutes": 30}),
        ("massage in 2 hours", "massage in 2 hours", {}),
        ("massage within 30 minutes", "massage within 30 minutes", {}),
        ("massage 20 minutes away", "massage 20 minutes away", {}),
        ("60 or 90 minute massage", "60 or 90 minute massage", {}),
        ("24 hour massage", "24 hour massage", {}),
        ("5 minute massage", "5 minute massage", {}),
        ("happy hour massage", "massage", {"deals": True}),
        # Guests.
        ("massage for two", "massage", {"guests": 2}),
        ("for couples", "", {"guests": 2}),
        ("couple's massage", "massage", {"guests": 2}),
        ("2 people", "", {"guests": 2}),
        ("sauna for 4", "sauna", {"guests": 4}),
        ("party of six", "", {"guests": 6}),
        ("facial for me and my sister", "facial", {"guests": 2}),
        ("massage for $90", "massage", {"highest": 90}),
        # Days.
        ("tonight", "", NIGHT),
        ("this week", "", {"days": "05-14..05-20"}),
        ("next week", "", {"days": "05-18..05-24"}),
        ("sauna this weekend", "sauna", {"days": "05-16..05-17"}),
        ("next weekend", "", {"days": "05-23..05-24"}),
        ("on Saturday", "", {"days": "05-16"}),
        ("yoga saturdays", "yoga", {"days": "05-16"}),
        ("next Tuesday", "", {"days": "05-19"}),
        ("facial sat morning", "facial", {"days": "05-16", "part": PartOfDay.MORNING}),
        ("friday or saturday", "", {"days": "05-15..05-16"}),
        ("from friday to sunday", "", {"days": "05-15..05-17"}),
        ("May 20", "", {"days": "05-20"}),
        ("may 20-22", "", {"days": "05-20..05-22"}),
        ("5/16", "", {"days": "05-16"}),
        ("the 20th", "", {"days": "05-20"}),
        ("in the next 3 days", "", {"days": "05-14..05-16"}),
        ("sun spa", "sun spa", {}),
        ("massage tommorow", "massage", {"days": "05-15"}),
        ("massage saterday", "massage", {"days": "05-16"}),
        # Times of day.
        ("tomorrow morning", "", {"days": "05-15", "part": PartOfDay.MORNING}),
        ("after 5pm", "", {"part": PartOfDay.EVENING}),
        ("after 6", "", {"part": Between(18, 24)}),
        ("manicure before noon", "manicure", {"part": PartOfDay.MORNING}),
        ("between 2 and 5pm", "", {"part": Between(14, 17)}),
        ("9am-5pm", "", {"part": Between(9, 17)}),
        ("massage at 3", "massage", {"part": Around(15)}),
        ("haircut 10:30 am", "haircut", {"part": Around(10)}),
        ("after work", "", {"part": PartOfDay.EVENING}),
        ("open now", "", {"open_now": True}),
        ("nails open sunday", "nails", {"days": "05-17"}),
        ("massage asap", "massage", {"sort": Sort.SOONEST}),
        # Places.
        ("massage in denver", "massage", {"place": "Denver, CO"}),
        ("massage denver", "massage", {"place": "Denver, CO"}),
        ("denver massage", "massage", {"place": "Denver, CO"}),
        ("nails denver co", "nails", {"place": "Denver, CO"}),
        ("massage portland or tonight", "massage", {"place": "Portland, OR", **NIGHT}),
        ("sauna near 97202", "sauna", {"place": "Portland, OR 97202"}),
        ("massage Portland, Oregon 97202, USA", "massage", {"place": "Portland, OR 97202"}),
        ("massage in la", "massage", {"place": "Los Angeles, CA"}),
        ("massage in pheonix", "massage", {"place": "Phoenix, AZ", "typed_place": "pheonix"}),
        ("yoga in the bronx", "yoga", {"place": "Bronx, NY"}),
        ("massage in home", "massage in home", {}),
        ("aurora clay", "aurora clay", {}),
        ("closest sauna", "sauna", {"near_me": True, "sort": Sort.NEAREST}),
        ("sauna within 8 miles", "sauna", {"miles": 10}),
        # Gender of the team member, never of the guest.
        ("male massage therapist", "massage", {"gender": Gender.MAN}),
        ("massage by a woman", "massage", {"gender": Gender.WOMAN}),
        ("facial with a female esthetician", "facial", {"gender": Gender.WOMAN}),
        ("nonbinary stylist", "stylist", {"gender": Gender.NONBINARY}),
        ("women's haircut", "women's haircut", {}),
        ("massage for men", "massage for men", {}),
        # Amenities and other tags.
        ("massage with parking", "massage", {"tags": ("parking",)}),
        ("facial for sensitive skin", "facial", {"tags": ("sensitive-skin",)}),
        # All of them combined; unknown words stay in the text for search.
        (
            "looking for a deep tissue massage in Portland, OR this weekend for two under $100",
            "deep tissue massage",
            {"place": "Portland, OR", "days": "05-16..05-17", "guests": 2, "highest": 100},
        ),
        ("massage under $60 for 2 with hot tub", "massage with hot tub", {"highest": 60, "guests": 2}),
    ],
)
def test_a_sentence_is_split_into_filters_and_text(typed: str, text: str, meaning: dict[str, Any]) -> None:
    assert (reading(typed).text, stated(typed)) == (text, meaning)


@pytest.mark.parametrize("typed", ["massage", "facial with salt", "deep tissue massage", "", "💆", "'; --", "a" * 100])
def test_text_without_filters_stays_unchanged(typed: str) -> None:
    assert reading(typed) == Reading(reading(typed).meaning, typed)


def test_this_weekend_means_the_next_one_from_sunday_on() -> None:
    days = [stated("this weekend", TODAY + timedelta(days=number))["days"] for number in range(5)]
    assert days == ["05-16..05-17", "05-16..05-17", "05-16..05-17", "05-23..05-24", "05-23..05-24"]


def test_a_venue_name_is_never_split() -> None:
    def read(typed: str) -> str:
        return read_phrase(typed, TODAY, kinds=KINDS, is_name=lambda text: text.lower() == "best nails").text

    assert read("Best Nails") == "Best Nails"
    assert read("Best Nails for two") == "Best Nails"
    assert read("Best manicure") == "manicure"
