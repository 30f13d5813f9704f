"""Store credit that an admin gives, as the guest and the ledger see it."""

from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.core.db import session
from app.ledger.enums import Account
from app.ledger.queries import balances
from tests.factories import make_user
from tests.pages import read
from tests.support import sign_in


def test_given_credit_is_our_expense_and_on_the_guests_page(client: FlaskClient) -> None:
    guest, admin = make_user(), make_user(role=Role.ADMIN)
    sign_in(client, admin)
    form = {"amount": "25.50", "reason": "The sauna was cold.", "balance": "0"}
    page = f"/admin/people/{guest.public_id}/credit"
    assert client.post(page, data=form).status_code == 303
    again = client.post(page, data=form)
    assert (again.status_code, "it’s $25.50 now" in again.text) == (422, True)
    assert balances() == {Account.GUEST_CREDIT: -2550, Account.GOODWILL: 2550}
    sign_in(client, guest)
    text = read(client, "/account/credit")
    assert "Store credit: $25.50" in text
    assert "Credit from CozyWish: The sauna was cold." in text
    session.rollback()
