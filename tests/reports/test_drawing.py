"""How a report is drawn: shades of the heat map, lines of the previous period, and the four figures."""

from datetime import date

import pytest

from app.reports.charts import ChartPoint, chart, soft_lines, sparkline
from app.reports.heat import heat
from app.reports.occupancy import Fill, OccupancyMinutes

MONDAY = date(2026, 5, 4)


def filled(*percents: int) -> Fill:
    """Return a Monday whose hours from 9 AM on are booked to these percentages."""
    cells = {(MONDAY, 9 + hour): OccupancyMinutes(100, percent) for hour, percent in enumerate(percents)}
    return Fill(MONDAY, MONDAY, cells)


def shades(fill: Fill) -> list[int | None]:
    return [row.cells[0].level for row in heat(fill).rows]


def test_a_fifth_of_the_open_hours_is_in_each_shade() -> None:
    assert shades(filled(7, 9, 12, 20, 21, 24, 30, 31, 40, 44)) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_hours_with_the_same_percentage_have_the_same_shade() -> None:
    assert shades(filled(10, 10, 10, 10, 10)) == [0, 0, 0, 0, 0]
    assert shades(filled(0, 0, 0, 50, 100)) == [0, 0, 0, 3, 4]


def test_the_key_says_which_percentages_a_shade_has() -> None:
    assert heat(filled(7, 9, 20, 20, 44)).key == [(0, "7%"), (1, "9%"), (2, "20%"), (4, "44%")]
    assert heat(filled(7, 9, 12, 20, 21, 24, 30, 31, 40, 44)).key[0] == (0, "7–9%")


def test_hours_with_off_peak_prices_are_marked() -> None:
    rows = heat(filled(7, 9), {(0, 10)}).rows
    assert [row.cells[0].off_peak for row in rows] == [False, True]


def test_the_only_highest_bar_is_the_best() -> None:
    assert chart([ChartPoint("a", 3), ChartPoint("b", 5), ChartPoint("c", 4)]).best == 1
    assert chart([ChartPoint("a", 5), ChartPoint("b", 5)]).best is None
    assert chart([ChartPoint("a", 0)]).best is None


def test_the_line_of_the_previous_period_has_a_gap_on_closed_days() -> None:
    points = [
        ChartPoint("a", 3, 2),
        ChartPoint("b", 3, 2),
        ChartPoint("c", 0, 0),
        ChartPoint("d", 1, 2),
        ChartPoint("e", 1, 2),
    ]
    assert len(chart(points).lines) == 2


@pytest.mark.parametrize(("points", "paths"), [([], []), ([(0, 0)], []), ([(0, 0), (2, 4)], ["M0 0C1 0 1 4 2 4"])])
def test_a_line_needs_two_points(points: list[tuple[float, float] | None], paths: list[str]) -> None:
    assert soft_lines(points) == paths


def test_a_small_line_is_as_high_as_its_box() -> None:
    drawn = sparkline([1, 3], [2, 2])
    assert drawn.now == "M0 100C50 100 50 0 100 0"
    assert drawn.before == "M0 50C50 50 50 50 100 50"
