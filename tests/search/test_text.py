import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import LONGEST_WORD, fold, singular, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café d’Été & Spa", "cafe dete and spa"),
        ("O'Brien–Cruz, Inc.", "obrien cruz inc"),
        ("STRASSE straße", "strasse strasse"),
        ("a_b\tc\x00d", "a b c d"),
        ("Сауна 24/7", "сауна 24 7"),
        ("💆‍♀️ … ’", ""),
    ],
)
def test_accents_case_and_punctuation_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("facials", "facial"),
        ("bodies", "body"),
        ("brushes", "brush"),
        ("glasses", "glass"),
        ("nails", "nail"),
        ("glass", "glass"),
        ("lotus", "lotus"),
        ("chassis", "chassis"),
        ("spas", "spa"),
        ("gas", "gas"),
        ("ties", "tie"),
    ],
)
def test_plurals_become_singular(word: str, expected: str) -> None:
    assert singular(word) == expected


def test_each_word_comes_once_and_endless_ones_are_cut() -> None:
    assert words("Massage massages MASSAGE " + "x" * 100) == ("massage", "x" * LONGEST_WORD)
    assert words("one two three", most=2) == ("one", "two")


def test_small_words_do_not_count() -> None:
    assert words("Massage in Portland & the Salt") == ("massage", "portland", "salt")
    assert words("The") == ()


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_and_leaves_only_words(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert all(word.isalnum() for word in folded.split())
