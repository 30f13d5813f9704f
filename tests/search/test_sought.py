"""The words of a question, and the indexed words that each matches."""

import pytest
from hypothesis import given, settings

from search.sought import MOST_QUERY_WORDS, MOST_TYPED, reworded, sought, split_words
from search.text import index_words, name_keys
from tests.search.odd import texts


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("o malley", "O'Malley"),
        ("O'Malley", "O Malley"),
        ("tjs", "T.J.'s"),
        ("t.j.", "TJ's"),
        ("24 k", "24K"),
        ("24k", "24 K"),
        ("5050", "50/50"),
        ("50/50", "5050"),
        ("zendo", "Zen Do"),
        ("zen do", "Zendo"),
        ("dd", "D&D"),
        ("d and d", "DD"),
        ("abc spa", "A.B.C. Spa"),
        ("a b c spa", "ABC Spa"),
        ("manipedi", "Manicure and pedicure"),
        ("mani-pedi", "Manipedi"),
        ("studio54", "Studio 54"),
        ("massage therapist", "Swedish massage"),
        ("esthetician", "Facials by June"),
    ],
)
def test_each_word_of_a_question_matches_an_indexed_word(text: str, kept: str) -> None:
    assert all(one.fits(index_words(kept)) for one in sought(text))


@pytest.mark.parametrize(
    ("text", "kept"),
    [("the", "Comb the Valley"), ("zendo", "Zen, then Do"), ("o malley", "Oak Mall"), ("dd", "D Salon")],
)
def test_words_that_are_not_adjacent_are_not_joined(text: str, kept: str) -> None:
    assert not sought(text) or not all(one.fits(index_words(kept)) for one in sought(text))


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("A+ Nails", "a plus nails", True),
        ("Zen Do", "ZENDO", True),
        ("Salon #1", "Salon number 1", True),
        ("Salon #1", "Salon 1", False),
        ("D&D Nails", "DD Nails", False),
        ("A Nails", "A+ Nails", False),
    ],
)
def test_whole_names_are_compared_without_spaces(one: str, other: str, equal: bool) -> None:
    assert (name_keys(one)[0] == name_keys(other)[0]) is equal


def test_words_are_replaced_or_left_out_in_their_position() -> None:
    assert reworded("Hiar salon in Denver", {"hiar": "hair"}) == "hair salon in Denver"
    assert reworded("hair xyzzy cut", {"xyzzy": None}) == "hair\ncut"
    assert split_words("hair\ncut") == ("hair", "cut")
    assert split_words("hair cut") == ("haircut",)
    assert reworded("A+ quux nail salon", {"quux": None}) == "A+\nnail salon"


@settings(deadline=None)
@given(texts)
def test_leaving_out_one_word_keeps_all_others_of_a_question(text: str) -> None:
    every = sought(text, most=MOST_TYPED)
    assert len(sought(text)) <= MOST_QUERY_WORDS
    for dropped in every[:3]:
        left = sought(reworded(text, {dropped.word: None}), most=MOST_TYPED)
        assert {one.word for one in left} == {one.word for one in every} - {dropped.word}
