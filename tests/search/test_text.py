import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.sought import asked_words
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
    assert len(asked_words(" ".join(f"word{n}" for n in range(100)))) == 12
    assert words("one two three", most=2) == ("one", "two")


def test_small_words_do_not_count() -> None:
    assert words("Massage in Portland & the Salt") == ("massage", "portland", "salt")
    assert words("The") == ()


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_and_leaves_only_words(text: str) -> None:
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
def test_what_is_being_done_loses_its_ending(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("asked", "kept"),
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
def test_words_that_mean_the_same_find_each_other(asked: str, kept: str) -> None:
    assert set(asked_words(asked)) <= set(words(kept))


def test_what_a_group_is_led_by_is_never_led_by_another() -> None:
    phrases = [phrase for group in SYNONYMS for phrase in group]
    assert len(set(phrases)) == len(phrases)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("masage", "massage", 1), ("massaeg", "massage", 1), ("facail", "facial", 1), ("", "spa", 3), ("spa", "spa", 0)],
)
def test_slips_of_the_fingers_are_counted(one: str, other: str, apart: int) -> None:
    assert distance(one, other) == distance(other, one) == apart


def test_the_nearest_word_is_meant_then_the_most_frequent() -> None:
    known = [("massage", 3), ("message", 9), ("passage", 50), ("mass", 5)]
    assert nearest("massge", known) == "massage"
    assert nearest("mossage", [("massage", 3), ("message", 9)]) == "message"
    assert nearest("spaa", [("spab", 1), ("spac", 7)]) == "spac"
    assert nearest("spa", [("spy", 9)]) is None
    assert [slips(word) for word in ("spa", "sauna", "pedicure")] == [0, 1, 2]
