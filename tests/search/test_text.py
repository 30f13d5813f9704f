import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.sought import split_words
from search.text import LONGEST_WORD, SYNONYMS, distance, fold, nearest, singular, slips, stem, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café d’Été & Spa", "cafe dete and spa"),
        ("O'Brien–Cruz, Inc.", "obrien cruz inc"),
        ("STRASSE straße", "strasse strasse"),
        ("a_b\tc\x00d", "a b c d"),
        ("Сауна 24/7", "сауна 24 7"),
        ("💆‍♀️ … ’", ""),
        ("Đẹp Łódź Øre Ægir Œuvre ırmak Þór ð ŋ", "dep lodz ore aegir oeuvre irmak thor d ng"),
        ("Kāneʻohe", "kaneohe"),
        ("A+ Nails, brows+lashes", "aplus nails brows lashes"),
    ],
)
def test_accents_case_and_punctuation_are_ignored(text: str, folded: str) -> None:
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


def test_duplicate_words_are_dropped_and_very_long_ones_are_cut() -> None:
    assert words("Massage massages MASSAGE " + "x" * 100) == ("massage", "x" * LONGEST_WORD)
    assert len(split_words(" ".join(f"word{n}" for n in range(100)))) == 12
    assert words("one two three", most=2) == ("one", "two")


def test_stop_words_are_ignored() -> None:
    assert words("Massage in Portland & the Salt") == ("massage", "portland", "salt")
    assert words("The") == ()


@given(st.text(max_size=80))
def test_folding_is_idempotent_and_leaves_only_words(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert all(word.isalnum() for word in folded.split())


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("waxing", "wax"),
        ("massaging", "massag"),
        ("swimming", "swim"),
        ("peeling", "peel"),
        ("king", "king"),
        ("spring", "spring"),
        ("string", "string"),
    ],
)
def test_ing_endings_are_removed(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("rmt", "Massage therapy"),
        ("nails", "Gel manicure"),
        ("hair salon", "Haircuts by June"),
        ("haircut", "The Hair Salon"),
        ("hammam", "Turkish bath"),
        ("Turkish baths", "Hammam Cedar"),
        ("hot tub", "Cedar tubs"),
        ("jacuzzi", "Hot tub, private"),
        ("eyebrow waxing", "Brows & hair removal"),
    ],
)
def test_synonyms_match_each_other(text: str, kept: str) -> None:
    assert set(split_words(text)) <= set(words(kept))


def test_each_synonym_phrase_is_in_one_group() -> None:
    phrases = [phrase for group in SYNONYMS for phrase in group]
    assert len(set(phrases)) == len(phrases)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("masage", "massage", 1), ("massaeg", "massage", 1), ("facail", "facial", 1), ("", "spa", 3), ("spa", "spa", 0)],
)
def test_the_edit_distance_counts_typos(one: str, other: str, apart: int) -> None:
    assert distance(one, other) == distance(other, one) == apart


def test_a_typo_is_corrected_to_the_nearest_then_the_most_frequent_word() -> None:
    known = [("massage", 3), ("message", 9), ("passage", 50), ("mass", 5)]
    assert nearest("massge", known) == "massage"
    assert nearest("mossage", [("massage", 3), ("message", 9)]) == "message"
    assert nearest("spaa", [("spab", 1), ("spac", 7)]) == "spac"
    assert nearest("spa", [("spy", 9)]) is None
    assert [slips(word) for word in ("spa", "sauna", "pedicure")] == [0, 1, 2]
