"""What guests and owners read when a booking cannot be rescheduled."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.bookings.conflicts import Overlap
from app.core.errors import Conflict
from app.rescheduling.candidates import CandidateSlot
from app.rescheduling.copy import conflict, refusal_text, unusual
from app.rescheduling.errors import ReschedulingErrorCode
from app.rescheduling.online import OnlineRefusal
from app.rescheduling.quote import quote_reschedule
from app.team.models import TeamMember
from tests.factories import make_member, make_service, make_venue
from tests.rescheduling.moves import AT, HOUR, booked
from tests.support import NOW

PORTLAND = ZoneInfo("America/Los_Angeles")
CALL = "To reschedule, call Hazel at (503) 555-0142."


@pytest.mark.parametrize(
    ("refusal", "phone", "until", "expected"),
    [
        (
            OnlineRefusal.NOT_ACCEPTED,
            "(503) 555-0142",
            None,
            "Hazel hasn’t accepted this booking yet. You can reschedule after that.",
        ),
        (OnlineRefusal.STARTED, "(503) 555-0142", None, f"This booking has started. {CALL}"),
        (OnlineRefusal.BOOKED_BY_VENUE, "(503) 555-0142", None, f"Hazel booked this for you. {CALL}"),
        (
            OnlineRefusal.ENDED,
            "(503) 555-0142",
            NOW,
            f"Online rescheduling ended Thu, May 14, 10:00 AM PDT. {CALL}",
        ),
        (OnlineRefusal.NOT_OFFERED, "(503) 555-0142", None, CALL),
        (OnlineRefusal.NOT_OFFERED, "", None, "To reschedule, contact Hazel."),
    ],
)
def test_a_guest_reads_why_and_whom_to_call(
    refusal: OnlineRefusal, phone: str, until: datetime | None, expected: str
) -> None:
    assert refusal_text(refusal, "Hazel", phone, until, PORTLAND) == expected


@pytest.mark.usefixtures("db", "now")
def test_a_booking_is_not_quoted_with_a_team_member_who_no_longer_offers_the_service() -> None:
    venue = make_venue()
    june, maren = make_member(venue), make_member(venue, name="Maren Oyelaran")
    booking = booked(make_service(venue, members=[june]), june)
    with pytest.raises(Conflict) as refused:
        quote_reschedule(booking, AT + HOUR, maren.id, code=None)
    assert refused.value.reason is ReschedulingErrorCode.MEMBER_NOT_OFFERED


BUSY = Overlap("Room", (1, 0), NOW, NOW + HOUR, is_external=False, held_until=None, booking=None, note="")


def place(**values: Any) -> CandidateSlot:
    given = {"lane": (1, 0), "during": (NOW, NOW + HOUR), "member": None, "is_there": True, "performs": True}
    return CandidateSlot(**{**given, "conflict": None, **values})


@pytest.mark.parametrize(
    ("places", "quantity", "expected"),
    [
        ([], 1, "No one on your team offers this service now. Choose a team member."),
        ([place(conflict=BUSY)], 1, "No spots are available at this time. Choose another time."),
        (
            [place(conflict=BUSY), place()],
            2,
            "Only 1 spot is available at this time. This booking needs 2. Choose another time.",
        ),
    ],
)
def test_an_owner_reads_what_is_missing(places: list[CandidateSlot], quantity: int, expected: str) -> None:
    assert conflict(places, PORTLAND, quantity) == expected


def test_an_owner_confirms_each_unusual_thing_once() -> None:
    june = place(member=TeamMember(name="June Castellano"), is_there=False, performs=False)
    closed = place(is_there=False)
    assert unusual([june, june, closed, closed], "Facial", "Hazel") == [
        "June doesn’t usually offer Facial.",
        "June isn’t working for all or part of this time.",
        "Hazel is closed for all or part of this time.",
    ]
