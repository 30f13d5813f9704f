"""The owner's emails about decisions on a deal, and the facts in them."""

from datetime import timedelta

import pytest

from app.accounts.enums import Role
from app.accounts.models import User
from app.core.db import session
from app.core.errors import NotFound
from app.deals.actions.drafts import create_deal
from app.deals.actions.review import approve_deal, reject_deal
from app.deals.copy import facts, weekdays
from app.deals.enums import DealKind
from app.deals.models import Deal
from app.deals.queries.deals import deal_by_public_id, deal_of_id
from app.deals.windows import Window
from app.venues.models import Venue
from tests.email.outbox import Outbox
from tests.factories import make_service, make_user, make_venue
from tests.support import NOW, Jobs

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def venue(db: None) -> Venue:
    found = make_venue()
    session.get_one(User, found.owner_id).email = "maren@hazelbodywork.example"
    return found


@pytest.fixture
def deal(venue: Venue) -> Deal:
    windows = [Window(weekday, 780, 960) for weekday in (1, 2, 3)] + [Window(5, 540, 660)]
    return create_deal(
        venue=venue,
        service=make_service(venue, capacity=2, title="Cedar sauna"),
        title="Quiet hours",
        kind=DealKind.PERCENT,
        amount=30,
        valid_from=NOW,
        valid_to=NOW + timedelta(days=30),
        windows=windows,
        last_minute_hours=4,
        code="spring",
        stacks=True,
    )


def test_the_facts_of_a_deal_are_listed_in_words(venue: Venue, deal: Deal) -> None:
    assert facts(deal_of_id(deal.id), venue) == [
        ("Title", "Quiet hours"),
        ("Discount", "30% off"),
        ("Applies to", "Cedar sauna"),
        ("When", "Sat, 9:00 AM – 11:00 AM · Tue – Thu, 1:00 PM – 4:00 PM"),
        ("Booking dates", "Thu, May 14 – Sat, Jun 13"),
        ("Last minute", "Booked within 4 hours of the start"),
        ("Promo code", "SPRING, combines with another deal"),
    ]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([], ""), ([0], "Mon"), ([0, 1], "Mon, Tue"), ([1, 2, 3, 5, 6], "Tue – Thu, Sat, Sun"), (range(7), "Mon – Sun")],
)
def test_weekdays_are_abbreviated(numbers: list[int], expected: str) -> None:
    assert weekdays(numbers) == expected


def test_the_owner_gets_an_email_when_a_deal_is_live(deal: Deal, jobs: Jobs, outbox: Outbox) -> None:
    approve_deal(deal=deal, by=make_user(role=Role.ADMIN))
    jobs.run()
    mail = outbox.mail("maren@hazelbodywork.example")
    assert mail["subject"] == "“Quiet hours” is live"
    assert "Tue – Thu, 1:00 PM – 4:00 PM" in mail["text"]


def test_the_owner_gets_the_review_note_word_for_word(deal: Deal, jobs: Jobs, outbox: Outbox) -> None:
    reject_deal(deal=deal, by=make_user(role=Role.ADMIN), note="Say for which days,\nplease.")
    jobs.run()
    mail = outbox.mail("maren@hazelbodywork.example")
    assert mail["subject"] == "We requested changes to “Quiet hours”"
    assert "Say for which days," in mail["text"]


def test_a_deal_is_found_by_its_public_id(deal: Deal) -> None:
    assert deal_by_public_id(deal.public_id) is deal
    with pytest.raises(NotFound):
        deal_by_public_id("D-0000-0000")
