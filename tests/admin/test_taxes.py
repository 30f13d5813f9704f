"""Admins import tax rules, see what is due, and record what they paid."""

import io
import re

import pytest
from flask.testing import FlaskClient

from app.core.db import session
from app.ledger.actions import Entry, Posting, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.tax.csv_rows import COLUMNS
from tests.factories import make_service, make_venue
from tests.reading import filled
from tests.sale_factories import make_tax_rule

pytestmark = pytest.mark.usefixtures("dana")


def sent(client: FlaskClient, *rows: str) -> str:
    """Import rows of rules; return the page that follows."""
    content = "\n".join([",".join(COLUMNS), *rows]).encode()
    return client.post(
        "/admin/tax/import", data={"file": (io.BytesIO(content), "rules.csv")}, follow_redirects=True
    ).text


def test_an_import_names_each_row_with_an_error(client: FlaskClient) -> None:
    make_service(make_venue())
    session.commit()
    state = "OR,,massage,Oregon,6.5,platform,no,no,2026-01-01,"
    page = sent(client, state, "OR,Portland,massage,Portland,38.5,venue,no,no,2026-01-01,")
    assert "Row 3" in page
    assert "Row 2" not in page
    page = sent(client, state, "OR,Portland,massage,Portland,3.85,venue,no,no,2026-01-01,")
    assert "Imported 2 rules." in page
    assert re.search(r"Portland.*1 venue", page, re.DOTALL)


def test_what_is_owed_leads_to_recording_its_payment(client: FlaskClient) -> None:
    rule = make_tax_rule(make_service(make_venue()))
    owed = Posting(Account.TAX_PAYABLE, -4500, tax_rule_id=rule.id)
    record_entries([Entry(LedgerEvent.TAX, "1:1", [debit(Account.GUEST_PREPAYMENTS, 4500), owed])])
    session.commit()
    page = client.get("/admin/tax/payments").text
    assert "$45.00" in page
    [path] = set(re.findall(r'href="(/admin/tax/payments/new[?][^"]+)"', page))
    fields = filled(client.get(path).text, "/admin/tax/payments/new")
    assert fields["jurisdiction"] == [f"OR/{rule.jurisdiction}"]
    given = {**fields, "amount": "45", "paid_on": "2026-05-10", "reference": "77-1"}
    page = client.post(path, data=given, follow_redirects=True).text
    assert f"Recorded. We paid $45.00 to {rule.jurisdiction}." in page
    assert "We owe no tax to any jurisdiction." in page
