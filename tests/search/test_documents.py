from datetime import date

import pytest

from search.documents import FreeAt, Near, PriceRange, Sort
from tests.search.samples import NOW, PORTLAND, TODAY, ask, make_document, make_offer


@pytest.mark.parametrize("miles", [0, -1, 501, float("nan")])
def test_a_radius_out_of_range_is_refused(miles: float) -> None:
    with pytest.raises(ValueError, match="radius"):
        Near(PORTLAND, miles)


@pytest.mark.parametrize(
    ("first", "last", "from_hour", "to_hour"),
    [
        (TODAY, date(2026, 5, 13), 0, 24),
        (TODAY, date(2026, 6, 14), 0, 24),
        (TODAY, TODAY, 12, 12),
        (TODAY, TODAY, 0, 25),
    ],
)
def test_an_invalid_range_of_days_or_hours_is_refused(first: date, last: date, from_hour: int, to_hour: int) -> None:
    with pytest.raises(ValueError, match=r"^from "):
        FreeAt(first, last, from_hour, to_hour)


def test_a_negative_reversed_or_excessive_price_range_is_refused() -> None:
    with pytest.raises(ValueError, match="to a higher one"):
        PriceRange(2000, 1000)
    with pytest.raises(ValueError, match="to a higher one"):
        PriceRange(-1)
    with pytest.raises(ValueError, match="to a higher one"):
        PriceRange(0, 10**12)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"page": 0}, "pages begin"),
        ({"size": 101}, "pages begin"),
        ({"guests": 0}, "one guest"),
        ({"guests": 10**12}, "one guest"),
        ({"sort": Sort.NEAREST}, "nearest to what"),
        ({"at": NOW.replace(tzinfo=None)}, "needs its zone"),
    ],
)
def test_questions_with_invalid_values_are_refused(values: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ask(**values)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"offers": 2 * (make_offer(),)}, "each offer once"),
        ({"zone": "Asia/Kolkata"}, "zone that search does not know"),
        ({"rating": 5.5}, "is rated"),
        ({"open": ((NOW.replace(tzinfo=None), NOW),)}, "needs its zone"),
    ],
)
def test_documents_with_invalid_values_are_refused(values: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_document(1, **values)
