"""Every admin form adds an entry to the audit log. A new form fails here until it has its line in the table."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import User
from app.admin.enums import SubjectKind
from app.admin.models import AuditEntry
from app.core.db import session
from tests.admin.forms import (
    approvals,
    categories,
    deals,
    disputes,
    featured,
    finance,
    gift_cards,
    invoices,
    orders,
    people,
    privacy,
    texts,
    venues,
)
from tests.admin.forms.sent import Sent
from tests.database import empty
from tests.factories import make_user
from tests.support import sign_in

# By endpoint: a function that creates the subject for a given admin and returns the form to submit.
TABLE: dict[str, Callable[[User], Sent]] = {
    **approvals.TABLE,
    **categories.TABLE,
    **deals.TABLE,
    **disputes.TABLE,
    **featured.TABLE,
    **finance.TABLE,
    **gift_cards.TABLE,
    **invoices.TABLE,
    **orders.TABLE,
    **people.TABLE,
    **privacy.TABLE,
    **texts.TABLE,
    **venues.TABLE,
}

# Forms that change nothing: the reason by endpoint. A search too long for a GET would be one.
CHANGE_NOTHING: dict[str, str] = {"admin.finance_compare": "only starts tonight’s comparison now"}


def admin_forms(app: Flask) -> set[str]:
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("admin.") and rule.methods and rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
    }


def test_table_lists_exactly_the_admin_forms(app: Flask) -> None:
    assert admin_forms(app) == TABLE.keys() | CHANGE_NOTHING.keys()
    assert TABLE.keys() & CHANGE_NOTHING.keys() == set()


def test_each_admin_form_adds_an_audit_log_entry(app: Flask, client: FlaskClient) -> None:
    for endpoint, make in TABLE.items():
        admin = make_user(role=Role.ADMIN, name="Dana Ito")
        sent = make(admin)
        sign_in(client, admin)
        with app.test_request_context():
            path = app.url_for(endpoint, **sent.names)
        response = client.post(path, data=sent.data)
        assert response.status_code in {200, 303}, f"{endpoint}: {response.status_code} {response.text}"
        session.expire_all()
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert tuple(entry.action for entry in entries) == sent.actions, endpoint
        assert all(entry.admin_id == admin.id and has_subject(entry) for entry in entries), endpoint
        empty()


def has_subject(entry: AuditEntry) -> bool:
    """Return whether an entry names its subject: a person by their id only, everything else by name."""
    if entry.subject_kind == SubjectKind.USER:
        return entry.subject_id is not None and not entry.subject_name
    return bool(entry.subject_name)
