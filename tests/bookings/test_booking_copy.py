"""The text for a booking in emails and on pages: its title, add-ons and length."""

from datetime import timedelta

import pytest

from app.bookings.copy.bookings import title
from app.bookings.models.bookings import Booking
from tests.support import NOW


@pytest.mark.parametrize(
    ("name", "minutes", "extras", "quantity", "expected"),
    [
        ("Unwinding massage", 75, [], 1, "Unwinding massage, 1 hr 15 min"),
        ("Unwinding massage", 90, ["Hot stones"], 2, "Unwinding massage, plus Hot stones, 1 hr 30 min, 2 guests"),
        ("Deep tissue massage, 60 min", 60, [], 1, "Deep tissue massage, 60 min"),
        ("Deep tissue massage, 1 hour", 60, [], 1, "Deep tissue massage, 1 hour"),
        ("Deep tissue massage, 1 hr 15 min", 75, [], 1, "Deep tissue massage, 1 hr 15 min"),
        (
            "Deep tissue massage, 60 min",
            75,
            ["Hot stones", "Aromatherapy"],
            1,
            "Deep tissue massage, 60 min, plus Hot stones and Aromatherapy, 1 hr 15 min total",
        ),
        ("Room 12", 60, [], 1, "Room 12, 1 hr"),
    ],
)
def test_title_names_the_add_ons_and_does_not_repeat_the_length(
    name: str, minutes: int, extras: list[str], quantity: int, expected: str
) -> None:
    booking = Booking(title=name, starts_at=NOW, ends_at=NOW + timedelta(minutes=minutes), quantity=quantity)
    booking.add_ons = [{"id": 1, "title": extra, "minutes": 15, "cents": 0} for extra in extras]
    assert title(booking) == expected
