"""Hours as people paste them: what is read, what is reported instead, and that no text breaks the parser."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from app.hours.intervals import Span
from app.hours.text_import.parser import read

TODAY = date(2026, 11, 21)  # a Saturday
MON_FRI, EVERY_DAY = range(5), range(7)
TEN_TO_SIX, NINE_TO_FIVE = (600, 1080), (540, 1020)


def week(*spans: Span, days: range | list[int]) -> dict[int, list[Span]]:
    return {day: list(spans) for day in days}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mo-Fr 09:00-18:00; Sa 10:00-14:00", {**week((540, 1080), days=MON_FRI), 5: [(600, 840)]}),
        ("mo-fr 09:00 - 18:00 ;sa 10:00-14:00;", {**week((540, 1080), days=MON_FRI), 5: [(600, 840)]}),
        ("24/7", week((0, 1440), days=EVERY_DAY)),
        ("00:00-24:00", week((0, 1440), days=EVERY_DAY)),
        ("Mo,We 09:00-12:00,13:00-17:00", week((540, 720), (780, 1020), days=[0, 2])),
        ("Fr 20:00-02:00", {4: [(1200, 1560)]}),
        ("Fr 22:00-26:00", {4: [(1320, 1560)]}),
        ("Fr-Mo 10:00-18:00", week(TEN_TO_SIX, days=[4, 5, 6, 0])),
        ("Mo-Sa 10:00-18:00; Mo off", {**week(TEN_TO_SIX, days=range(1, 6)), 0: []}),
        ("Mo 09:00-12:00, Mo 13:00-17:00", {0: [(540, 720), (780, 1020)]}),
        ("Mo-Fr 10:00-18:00, Mo off", {**week(TEN_TO_SIX, days=range(1, 5)), 0: []}),
        ("Mo-Fr 10:00-18:00 || Sa 10:00-18:00", week(TEN_TO_SIX, days=range(6))),
        ("Mon-Fri 9am-5pm", week(NINE_TO_FIVE, days=MON_FRI)),
        ("Monday – Friday: 9:00 AM – 5:00 PM", week(NINE_TO_FIVE, days=MON_FRI)),
        ("Mon-Fri 9-5", week(NINE_TO_FIVE, days=MON_FRI)),
        ("9am-5pm Mon-Fri", week(NINE_TO_FIVE, days=MON_FRI)),
        ("Weekdays 9 to 5, weekends 10 to 6", {**week(NINE_TO_FIVE, days=MON_FRI), **week(TEN_TO_SIX, days=[5, 6])}),
        ("Open Tues. through Sat. from 10 a.m. until 6 p.m.", week(TEN_TO_SIX, days=range(1, 6))),
        ("Tue thru Sat 10-6. Closed Sundays and Mondays", {**week(TEN_TO_SIX, days=range(1, 6)), 6: [], 0: []}),
        ("Sat & Sun 10-6", week(TEN_TO_SIX, days=[5, 6])),
        ("Mon, Wed and Fri 10-6", week(TEN_TO_SIX, days=[0, 2, 4])),
        ("Monday, 9-5", {0: [NINE_TO_FIVE]}),
        ("Mondays 9-12 and 1-5pm", {0: [(540, 720), (780, 1020)]}),
        ("Every day 9-9", week((540, 1260), days=EVERY_DAY)),
        ("Daily 24 hours", week((0, 1440), days=EVERY_DAY)),
        ("Mon: 9:00 AM–5:00 PM\r\nTue: Closed\r\nWed: noon–midnight", {0: [NINE_TO_FIVE], 1: [], 2: [(720, 1440)]}),
        ("Thurs 6-9pm", {3: [(1080, 1260)]}),
        ("Mo-Fr 0900-1700", week(NINE_TO_FIVE, days=MON_FRI)),
        ("Mo 10.00-18.00", {0: [TEN_TO_SIX]}),
        ("Su closed", {6: []}),
        ("M-F 9-5", week(NINE_TO_FIVE, days=MON_FRI)),
        ("T-Th 9-5", week(NINE_TO_FIVE, days=range(1, 4))),
        ("MWF 9-5; TTh 10-6", {**week(NINE_TO_FIVE, days=[0, 2, 4]), **week(TEN_TO_SIX, days=[1, 3])}),
        ("M/W/F 9-5, TuThSa 10-6", {**week(NINE_TO_FIVE, days=[0, 2, 4]), **week(TEN_TO_SIX, days=[1, 3, 5])}),
        ("Open 7 days a week, 9-5", week(NINE_TO_FIVE, days=EVERY_DAY)),
        ("Seven days from noon to 8", week((720, 1200), days=EVERY_DAY)),
        ("noon to 8", week((720, 1200), days=EVERY_DAY)),
        ("Fri 24/7", {4: [(0, 1440)]}),
        (
            "Hours: M-Th 9a-5p | F noon-8 | Sat & Sun closed",
            {
                **week(NINE_TO_FIVE, days=range(4)),
                4: [(720, 1200)],
                5: [],
                6: [],
            },
        ),
    ],
)
def test_weekly_hours_in_text_are_read(text: str, found: dict[int, list[Span]]) -> None:
    result = read(text, TODAY)
    assert (result.week, result.dates, result.missed) == (found, [], [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dec 24 off", ["2026-12-24 2026-12-24 Closed"]),
        ("dec 24-26 off", ["2026-12-24 2026-12-26 Closed"]),
        ("Dec 30-Jan 2 off", ["2026-12-30 2027-01-02 Closed"]),
        ("2027 Jul 04 off", ["2027-07-04 2027-07-04 Closed"]),
        ("2027 Jul 04-2027 Jul 06 off", ["2027-07-04 2027-07-06 Closed"]),
        ("July 4th: closed", ["2027-07-04 2027-07-04 Closed"]),
        ("July 4, 2027 closed", ["2027-07-04 2027-07-04 Closed"]),
        ("2026-12-24 closed", ["2026-12-24 2026-12-24 Closed"]),
        ("Nov 21 off", ["2026-11-21 2026-11-21 Closed"]),
        ("Nov 20 off", ["2027-11-20 2027-11-20 Closed"]),
        ("Feb 29 off", ["2028-02-29 2028-02-29 Closed"]),
        ("Dec 24,31 10:00-14:00", [f"2026-12-{day} 2026-12-{day} 10:00 AM – 2:00 PM" for day in (24, 31)]),
        ("Dec 24, Dec 31 off", [f"2026-12-{day} 2026-12-{day} Closed" for day in (24, 31)]),
        ("12/25 closed", ["2026-12-25 2026-12-25 Closed"]),
        ("Closed 12/24/26-12/25/2026", ["2026-12-24 2026-12-25 Closed"]),
        ("12/24, 12/31 10-2", [f"2026-12-{day} 2026-12-{day} 10:00 AM – 2:00 PM" for day in (24, 31)]),
        ("Dec 24, 10-2", ["2026-12-24 2026-12-24 10:00 AM – 2:00 PM"]),
        ("Dec 24-26 off; Dec 25 10:00-12:00", [
            "2026-12-24 2026-12-24 Closed",
            "2026-12-25 2026-12-25 10:00 AM – 12:00 PM",
            "2026-12-26 2026-12-26 Closed",
        ]),
    ],
)  # fmt: skip
def test_special_dates_in_text_are_read(text: str, found: list[str]) -> None:
    result = read(text, TODAY)
    assert [f"{day.first} {day.last} {day.hours}" for day in result.dates] == found
    assert (result.week, result.missed) == (None, [])


@pytest.mark.parametrize("text", ["PH off", "ph off", "Federal holidays: closed", "Closed on public holidays"])
def test_federal_holidays_become_special_dates(text: str) -> None:
    result = read(text, TODAY)
    assert (result.week, result.missed, len(result.dates)) == (None, [], 11)
    assert [(day.first, day.hours, day.note) for day in result.dates[:2]] == [
        (date(2026, 11, 26), "Closed", "Thanksgiving Day"),
        (date(2026, 12, 25), "Closed", "Christmas Day"),
    ]


def test_weekdays_and_holidays_in_one_rule_are_both_read() -> None:
    result = read("Mo-Fr,PH 10:00-18:00", TODAY)
    assert result.week == week(TEN_TO_SIX, days=MON_FRI)
    assert {day.hours for day in result.dates} == {"10:00 AM – 6:00 PM"}


@pytest.mark.parametrize(
    "rule",
    [
        "by appointment",
        "Jan-Mar Mo-Fr 10:00-12:00",
        "Jul 01-Aug 31 Mo 10:00-12:00",
        "Mo[1] 10:00-12:00",
        "week 1-20 Mo 10:00-12:00",
        "Mo sunrise-sunset",
        "Mo 10:00-18:00+",
        "Mo 10:00-18:00/90",
        "Mo 10:00",
        "Mo 25:00-26:00",
        "Mo 10:70-12:00",
        "Mo 10:00-60:00",
        "Mo-Fr",
        "Feb 30 off",
        "2027 Feb 29 off",
        "easter off",
        "SH off",
        "Dec 26-2026 Dec 24 off",
        "10-12-14",
        "13/25 closed",
        "2/30 closed",
        "S-S 9-5",
        "Jan-Mar, Mo-Fr 10:00-12:00",
        "Ring the bell, 9-5",
        "Mo 10:00-12:00 maybe",
        "§ 5",
    ],
)
def test_unreadable_rules_are_reported_word_for_word_and_the_rest_is_read(rule: str) -> None:
    result = read(f"Tu 10:00-18:00; {rule}; We 10:00-18:00", TODAY)
    assert result.missed == [rule]
    assert (result.week, result.dates) == (week(TEN_TO_SIX, days=[1, 2]), [])


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("M-F 9-5, Sat by appointment", ["Sat by appointment"]),
        ("M-F 9-5. Please ring the bell.", ["Please ring the bell."]),
        ("M-F 9-5, except holidays by chance, Sat 10-2 maybe", ["except holidays by chance", "Sat 10-2 maybe"]),
        ("Ring the bell, M, Tu, We 9-12, Th and Fri 9-5, Mon-Wed noon to 5", ["Ring the bell"]),
        ("M-F 9-5\nWalk-ins welcome", ["Walk-ins welcome"]),
    ],
)
def test_unreadable_phrases_are_reported_and_the_rest_is_read(text: str, missed: list[str]) -> None:
    result = read(text, TODAY)
    assert result.missed == missed
    open_minutes = [sum(closes - opens for opens, closes in (result.week or {})[day]) for day in MON_FRI]
    assert open_minutes == [480] * 5
    assert set(result.week or {}) == set(MON_FRI)


def test_a_text_of_many_phrases_is_read_in_bounded_time() -> None:
    text = ", ".join(["Mo 9-5 maybe"] * 150)
    assert read(text, TODAY).missed == [text]


def test_remarks_are_reported_and_their_rules_are_read() -> None:
    result = read('Mo 10:00-18:00 "call first"; Tu 10:00-18:00 (new!)', TODAY)
    assert result.week == week(TEN_TO_SIX, days=[0, 1])
    assert result.missed == ['"call first"', "(new!)"]


@pytest.mark.parametrize("text", ["", "  ", ";;;", "\n", "..."])
def test_empty_text_has_no_hours(text: str) -> None:
    result = read(text, TODAY)
    assert (result.week, result.dates, result.missed) == (None, [], [])


WORDS = (
    "Mo Tu Fr-Mo Su, PH SH Jan Dec Feb 24 30 31 2026 9 5 9am 10:00 18:00 26:00 24/7 - – , ; : + / & to until and off",
    "m mwf tth 12/25 7 days a week",
    'closed open daily every day holidays 2026-12-24 "x" ( ) [1] noon hours . \n é 99999999999',
)
PIECES = st.sampled_from(" ".join(WORDS).split(" "))


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join)))
def test_no_text_breaks_the_parser_and_its_result_can_be_saved(text: str) -> None:
    result = read(text, TODAY)
    spans = [span for day in (result.week or {}).values() for span in day]
    spans += [span for day in result.dates for span in day.spans]
    assert all(0 <= opens < 1440 and opens < closes <= opens + 1440 for opens, closes in spans)
    assert all(day.first <= day.last for day in result.dates)
    assert all(part.strip() for part in result.missed)


DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOUR = st.integers(0, 95).map(lambda quarter: quarter * 15)
A_DAY = st.lists(st.tuples(HOUR, st.integers(1, 24).map(lambda quarters: quarters * 15)), min_size=1, max_size=2)


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def rule(first: str, last: str, spans: list[tuple[int, int]]) -> str:
    times = ",".join(f"{clock(opens)}-{clock(opens + lasts)}" for opens, lasts in spans)
    return f"{first}-{last} {times}" if first != last else f"{first} {times}"


ONE_RULE = st.builds(rule, st.sampled_from(DAYS), st.sampled_from(DAYS), A_DAY).map(lambda only: [only])
# Each day once, and no nights: parsers differ on the rest of a night that another rule overrides.
NO_NIGHT = A_DAY.map(lambda spans: [(opens, min(lasts, 1440 - opens)) for opens, lasts in spans])
EACH_DAY = st.dictionaries(st.sampled_from(DAYS), NO_NIGHT, min_size=1).map(
    lambda week: [rule(day, day, spans) for day, spans in week.items()]
)


@given(st.one_of(ONE_RULE, EACH_DAY))
def test_weeks_are_read_as_the_opening_hours_library_reads_them(rules: list[str]) -> None:
    text = "; ".join(rules)
    found = read(text, TODAY)
    assert found.missed == []
    assert quarters_open(found.week or {}) == quarters_by_the_other(text), text


MONDAY = datetime(2026, 6, 1)  # noqa: DTZ001  # wall time, as both readers have it
QUARTER = timedelta(minutes=15)


def quarters_open(spans: dict[int, list[Span]]) -> set[int]:
    """Return those of the 672 quarter hours of a week in which it is open."""
    return {
        (weekday * 96 + quarter) % 672
        for weekday, day in spans.items()
        for opens, closes in day
        for quarter in range(opens // 15, closes // 15)
    }


def quarters_by_the_other(text: str) -> set[int]:
    other = OpeningHours(text)
    return {number for number in range(672) if other.is_open(MONDAY + number * QUARTER)}
