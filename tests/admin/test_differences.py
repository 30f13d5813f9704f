"""Two versions of a text, word by word."""

import time

import pytest

from app.admin.differences import Difference, Piece, compare, differences_of, whole


def written(pieces: list[Piece]) -> str:
    """[-gone-] {+new+} (!risky!), with the white space as it is shown."""
    signs = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
    shown = []
    for piece in pieces:
        before, after = signs[piece.kind]
        text = f"!{piece.text}!" if piece.risky else piece.text
        shown.append(f"{before}{text}{after}{piece.gap}")
    return "".join(shown)


def both(difference: Difference) -> tuple[str, str]:
    return written(list(difference.before)), written(list(difference.after))


@pytest.mark.parametrize(
    ("before", "after", "was", "now"),
    [
        ("", "", "", ""),
        ("Hazel Bodywork", "Hazel Bodywork", "Hazel Bodywork", "Hazel Bodywork"),
        ("", "Four rooms.", "", "{+Four rooms.+}"),
        ("Four rooms.", "", "[-Four rooms.-]", ""),
        (
            "Unhurried massage, and a good cup of tea.",
            "Unhurried massage.",
            "Unhurried massage[-, and a good cup of tea-].",
            "Unhurried massage.",
        ),
        (
            "Four treatment rooms above a bakery.",
            "Four treatment rooms and one cedar sauna above a bakery.",
            "Four treatment rooms above a bakery.",
            "Four treatment rooms {+and one cedar sauna+} above a bakery.",
        ),
        (
            "Massage, 60 min, $105.50",
            "Massage, 60 min, $110",
            "Massage, 60 min, [-$105.50-]",
            "Massage, 60 min, {+$110+}",
        ),
        ("don't", "don’t", "[-don't-]", "{+don’t+}"),
        ("Café Sol 温泉", "Café Luna 温泉", "Café [-Sol-] 温泉", "Café {+Luna+} 温泉"),
        ("One.\n\nTwo.", "One.\n\nThree.", "One.\n\n[-Two-].", "One.\n\n{+Three+}."),
        ("<b>Spa</b>", "<i>Spa</i>", "<[-b-]>Spa</[-b-]>", "<{+i+}>Spa</{+i+}>"),
    ],
)
def test_words_that_went_and_came(before: str, after: str, was: str, now: str) -> None:
    difference = compare("About", before, after)
    assert both(difference) == (was, now)
    assert difference.differs == (before != after)


@pytest.mark.parametrize("text", ["", " leading", "trailing \n", "a  b\t c", "Ünïcode – “quoted” … 100 %", "\n\n"])
def test_nothing_is_lost_on_the_way(text: str) -> None:
    difference = compare("About", "something else", text)
    assert "".join(piece.text + piece.gap for piece in difference.after).split() == text.split()


def test_white_space_alone_is_no_difference() -> None:
    assert not compare("About", "Four  rooms.", "Four rooms.").differs


def test_what_is_risky_is_marked_whether_it_is_new_or_not() -> None:
    now = compare("About", "It heals.", "It heals, and cures back pain.", look_for_risks=True).after
    assert written(list(now)) == "It !heals!{+, and+} {+!cures!+} {+back pain+}."
    assert [piece.risky for piece in now if piece.risky] == ["Health claim", "Health claim"]
    assert [piece.risky for piece in compare("About", "It heals.", "It is calm.", look_for_risks=True).before] == [
        "",
        "",
        "",
    ]


def test_a_text_alone_is_all_the_same() -> None:
    alone = whole("About", "Book at www.example.com today.", look_for_risks=True)
    assert written(list(alone.after)) == "Book at !www.example.com! today."
    assert not alone.differs


def test_values_are_read_as_people_write_them() -> None:
    before = {"price_cents": 11000, "active": True, "tags": ["a", "b"], "name": "Hazel", "gone": "x"}
    after = {
        "price_cents": 12050,
        "active": False,
        "tags": ["a", "c"],
        "name": "Hazel",
        "until": "2026-05-21T07:00:00+00:00",
    }
    found = {difference.label: both(difference) for difference in differences_of(before, after)}
    assert found == {
        "Price": ("[-$110.00-]", "{+$120.50+}"),
        "Active": ("[-Yes-]", "{+No+}"),
        "Tags": ("a, [-b-]", "a, {+c+}"),
        "Gone": ("[-x-]", ""),
        "Until": ("", "{+Thu, May 21, 7:00 AM UTC+}"),
    }


@pytest.mark.parametrize("text", ["word " * 20_000, "a" * 100_000, "\n".join(f"line {n} of it" for n in range(8_000))])
def test_long_texts_are_compared_in_time(text: str) -> None:
    began = time.process_time()
    assert compare("Text", text, text.replace("w", "v", 1) + "\nThe end.").differs
    assert time.process_time() - began < 5
