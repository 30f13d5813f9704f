"""Gift cards and credit that nobody used for years: when a state gets them, and what that does to the books."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.credit.actions import grant
from app.credit.queries import balance_of, gift_money_of
from app.gift_cards.actions import deliver, redeem
from app.gift_cards.enums import GiftCardState
from app.gift_cards.models import GiftCard
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.queries import balances
from app.profiles.models import Profile
from app.unclaimed.actions import NewTurnover, turn_over, undo_turnover
from app.unclaimed.laws import dormant_on
from app.unclaimed.queries import dormant
from tests.factories import add, make_user
from tests.pages import read
from tests.sale_factories import make_gift_card
from tests.support import NOW, sign_in

ZONE = ZoneInfo("America/Los_Angeles")
LATER = NOW + timedelta(days=3 * 365 + 1)  # three years, with one leap day
TODAY = LATER.astimezone(ZONE).date()


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.pinned(NOW):
        yield


@pytest.mark.parametrize(
    ("last_used", "state", "since"),
    [
        (date(2026, 5, 1), "OR", date(2029, 5, 1)),
        (date(2026, 5, 1), "NY", date(2031, 5, 1)),
        (date(2026, 5, 1), "", date(2029, 5, 1)),
        (date(2028, 2, 29), "TX", date(2031, 3, 1)),
        (date(2026, 5, 1), "CA", None),
    ],
)
def test_the_law_of_the_owners_state_says_when_money_is_dormant(
    last_used: date, state: str, since: date | None
) -> None:
    assert dormant_on(last_used, state) == since


def sold(**values: object) -> tuple[GiftCard, str]:
    """Sell and deliver a gift card of $50, with its entry in the ledger. Returns its code too."""
    card = make_gift_card(make_user(), **values)
    lines = [debit(Account.CASH_AT_STRIPE, 5000), credit(Account.GIFT_CARD_LIABILITY, 5000)]
    record_entries([Entry(LedgerEvent.PAYMENT, str(card.order_id), lines)])
    made = deliver(order_id=card.order_id, delivery=1)
    assert made is not None
    return made


def lives_in(state: str, **values: str) -> User:
    user = make_user(**values)
    add(Profile(user_id=user.id, city=f"Somewhere, {state}", zone_name="America/New_York"))
    return user


@pytest.fixture
def card(db: None) -> GiftCard:
    """Deliver a card to someone in New Jersey and one to a stranger; redeem one in Oregon and one in California."""
    lives_in("NJ", email="robin@example.com")
    sold()
    for state in ("OR", "CA"):
        user = lives_in(state)
        redeem(user_id=user.id, code=sold(to_email="x@example.com")[1])
        grant(user_id=user.id, cents=700, reason="Sorry.")
    session.commit()
    return sold(to_email="stranger@example.com", to_name="Lark Quill")[0]


def test_a_turnover_takes_what_is_dormant_and_pays_the_state(card: GiftCard) -> None:
    assert not dormant(TODAY - timedelta(days=1), ZONE)
    found = dormant(TODAY, ZONE)
    assert [(each.state, each.cents, each.is_card) for each in found] == [("", 5000, True), ("OR", 5000, False)]
    admin = make_user(role=Role.ADMIN)
    with clock.pinned(LATER):
        new = NewTurnover("OR", [each.key for each in found], TODAY, "2029-1")
        for wrong in (NewTurnover("OR", [], TODAY, "1"), NewTurnover("OR", new.keys, TODAY + timedelta(days=1), "1")):
            with pytest.raises(DomainError):
                turn_over(wrong, user_id=admin.id, today=TODAY, zone=ZONE)
        paid = turn_over(new, user_id=admin.id, today=TODAY, zone=ZONE)
        session.commit()
        with pytest.raises(Conflict):  # a second tab
            turn_over(new, user_id=admin.id, today=TODAY, zone=ZONE)
    left = balances()
    assert (paid.amount_cents, left.get(Account.UNCLAIMED_PROPERTY, 0), left[Account.PLATFORM_BANK]) == (
        10000,
        0,
        -10000,
    )
    assert (left[Account.GIFT_CARD_LIABILITY], left[Account.GUEST_CREDIT]) == (-5000, -5000 - 1400)
    assert (card.state, card.turnover_id) == (GiftCardState.TURNED_OVER, paid.id)
    assert not dormant(TODAY, ZONE)


def test_a_card_that_was_turned_over_cannot_be_redeemed_and_the_rest_of_the_credit_stays(db: None) -> None:
    user = lives_in("OR")
    redeem(user_id=user.id, code=sold()[1])
    grant(user_id=user.id, cents=700, reason="Sorry.")
    code = sold(to_email="stranger@example.com")[1]
    keys = [each.key for each in dormant(TODAY, ZONE)]
    turn_over(NewTurnover("OR", keys, TODAY, "1"), user_id=make_user().id, today=TODAY, zone=ZONE)
    assert (balance_of(user.id), gift_money_of(user.id).cents) == (700, 0)
    with pytest.raises(Conflict, match="turned over"):
        redeem(user_id=user.id, code=code)


def test_a_turnover_that_is_undone_gives_everything_back_and_stays_dormant(card: GiftCard) -> None:
    admin, before, found = make_user(role=Role.ADMIN), balances(), dormant(TODAY, ZONE)
    with clock.pinned(LATER):
        new = NewTurnover("OR", [each.key for each in found], TODAY, "2029-1")
        paid = turn_over(new, user_id=admin.id, today=TODAY, zone=ZONE)
        session.commit()
        undo_turnover(public_id=paid.public_id, why="Recorded twice.", user_id=admin.id)
        session.commit()
        with pytest.raises(Conflict):
            undo_turnover(public_id=paid.public_id, why="Again.", user_id=admin.id)
    assert {account: cents for account, cents in balances().items() if cents} == before
    assert (card.state, card.turnover_id) == (GiftCardState.DELIVERED, None)
    assert dormant(TODAY, ZONE) == found, "nobody used anything in the meantime"


def test_an_admin_sees_downloads_and_records_what_is_dormant(client: FlaskClient, card: GiftCard) -> None:
    with clock.pinned(LATER):
        sign_in(client, make_user(role=Role.ADMIN))
        page = read(client, "/admin/unclaimed")
        assert ("Oregon: $50.00" in page, "State not known: $50.00" in page) == (True, True)
        assert "stranger@example.com" in client.get("/admin/unclaimed.csv").text
        sent = {"keys": f"card-{card.order_id}", "state": "DE", "paid_on": f"{TODAY}", "reference": "2029-1"}
        no_state = client.post("/admin/unclaimed/record?state=", data={**sent, "state": ""})
        assert (no_state.status_code, "Choose a state." in no_state.text) == (422, True)
        assert client.post("/admin/unclaimed/record?state=", data=sent).status_code == 303
        again = client.post("/admin/unclaimed/record?state=", data=sent)
        assert (again.status_code, "in the meantime" in again.text) == (422, True)
        assert "Delaware" in read(client, "/admin/unclaimed")
