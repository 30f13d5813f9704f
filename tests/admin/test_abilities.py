"""What each kind of admin may do, on the pages and in the guide."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.accounts.enums import AdminRole, Role
from app.accounts.models import User
from app.admin.abilities import ABILITIES, NAMES, AdminAbility
from app.core.db import session
from tests.factories import make_user
from tests.pages import read
from tests.support import sign_in

GUIDE = Path("docs/admin-guide.md")


def make_admin(role: AdminRole) -> User:
    admin = make_user(role=Role.ADMIN)
    admin.admin_role = role
    session.commit()
    return admin


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (AdminRole.SUPPORT, "/admin/approvals", 200),
        (AdminRole.SUPPORT, "/admin/categories/add", 403),
        (AdminRole.SUPPORT, "/admin/security-log", 403),
        (AdminRole.MODERATOR, "/admin/categories/add", 200),
        (AdminRole.MODERATOR, "/admin/security-log", 403),
        (AdminRole.SUPERADMIN, "/admin/security-log", 200),
    ],
)
def test_pages_open_to_admins_with_the_ability(client: FlaskClient, role: AdminRole, path: str, status: int) -> None:
    sign_in(client, make_admin(role))
    assert client.get(path).status_code == status


def test_refusal_names_the_roles_that_may(client: FlaskClient) -> None:
    sign_in(client, make_admin(AdminRole.SUPPORT))
    page = client.post("/admin/approve-several").text
    assert "Ask an admin with this role: Moderator and Superadmin." in page


def test_person_page_offers_only_what_the_admin_may_do(client: FlaskClient) -> None:
    user = make_user(name="Robin Vale")
    sign_in(client, make_admin(AdminRole.SUPPORT))
    page = read(client, f"/admin/people/{user.public_id}")
    offered = ["View as Robin" in page, "Change role" in page, "Correct name" in page, "Suspend account" in page]
    assert offered == [True, False, False, False]


def test_guide_has_the_table_of_abilities() -> None:
    heads = " | ".join(str(NAMES[role]) for role in AdminRole)
    rows = [
        f"| {ability.label} | {' | '.join('yes' if ability in ABILITIES[role] else '' for role in AdminRole)} |"
        for ability in AdminAbility
    ]
    table = "\n".join((f"| An admin may | {heads} |", "| --- | --- | --- | --- |", *rows))
    assert re.sub(r" +", " ", table) in re.sub(r" +", " ", GUIDE.read_text())
