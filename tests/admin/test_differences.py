"""Word-by-word differences between two versions of a text."""

import time

import pytest

from app.admin.differences import Difference, Piece, compare, differences_of, whole


def written(pieces: list[Piece]) -> str:
    """Write pieces as [-gone-] {+new+} !risky!, with their white space."""
    signs = {"same": ("", ""), "removed": ("[-", "-]"), "new": ("{+", "+}")}
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
            "Massage, 1 hr, $105.50",
            "Massage, 1 hr, $110",
            "Massage, 1 hr, [-$105.50-]",
            "Massage, 1 hr, {+$110+}",
        ),
        ("don't", "don’t", "[-don't-]", "{+don’t+}"),
        ("Café Sol 温泉", "Café Luna 温泉", "Café [-Sol-] 温泉", "Café {+Luna+} 温泉"),
        ("One.\n\nTwo.", "One.\n\nThree.", "One.\n\n[-Two-].", "One.\n\n{+Three+}."),
        ("<b>Spa</b>", "<i>Spa</i>", "<[-b-]>Spa</[-b-]>", "<{+i+}>Spa</{+i+}>"),
    ],
)
def test_added_and_removed_words_are_marked(before: str, after: str, was: str, now: str) -> None:
    difference = compare("About", before, after)
    assert both(difference) == (was, now)
    assert difference.differs == (before != after)


@pytest.mark.parametrize("text", ["", " leading", "trailing \n", "a  b\t c", "Ünïcode – “quoted” … 100 %", "\n\n"])
def test_comparing_loses_no_text(text: str) -> None:
    difference = compare("About", "something else", text)
    assert "".join(piece.text + piece.gap for piece in difference.after).split() == text.split()


def test_white_space_alone_is_no_difference() -> None:
    assert not compare("About", "Four  rooms.", "Four rooms.").differs


def test_risky_words_are_marked_whether_new_or_not() -> None:
    now = compare("About", "It heals.", "It heals, and cures back pain.", look_for_risks=True).after
    assert written(list(now)) == "It !heals!{+, and+} {+!cures!+} {+back pain+}."
    assert [piece.risky for piece in now if piece.risky] == ["Health claim", "Health claim"]
    assert [piece.risky for piece in compare("About", "It heals.", "It is calm.", look_for_risks=True).before] == [
        "",
        "",
        "",
    ]


def test_single_text_has_no_differences() -> None:
    alone = whole("About", "Book at www.example.com today.", look_for_risks=True)
    assert written(list(alone.after)) == "Book at !www.example.com! today."
    assert not alone.differs


def test_values_are_formatted_for_readers() -> None:
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
def test_long_texts_are_compared_quickly(text: str) -> None:
    began = time.process_time()
    assert compare("Text", text, text.replace("w", "v", 1) + "\nThe end.").differs
    assert time.process_time() - began < 5
