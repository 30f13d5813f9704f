"""The email to admins about a submission that waits for review."""

import pytest

from app.accounts.enums import AdminRole, Role
from app.accounts.models import User
from app.venues.actions.review import approve_venue, withdraw
from tests.admin.waiting import make_changed, make_waiting, rename
from tests.email.outbox import Outbox
from tests.factories import make_user
from tests.support import Jobs

pytestmark = pytest.mark.usefixtures("db", "now")


def make_admin(role: AdminRole) -> User:
    admin = make_user(role=Role.ADMIN, email=f"{role}@example.com")
    admin.admin_role = role
    return admin


def test_new_listing_is_emailed_to_the_admins_who_approve(outbox: Outbox, jobs: Jobs) -> None:
    for role in AdminRole:
        make_admin(role)
    make_waiting(name="Hazel Bodywork", slug="hazel")
    jobs.run()
    mail = outbox.mail()
    reached = [role for role in AdminRole if f"{role}@example.com" in dict(mail["headers"])["To"]]
    assert reached == [AdminRole.MODERATOR, AdminRole.SUPERADMIN]
    assert dict(mail["headers"])["Subject"] == "New listing to review: Hazel Bodywork"
    assert "/admin/approvals/hazel" in mail["text"]


def test_email_about_a_change_says_what_would_change(outbox: Outbox, jobs: Jobs) -> None:
    make_admin(AdminRole.MODERATOR)
    make_changed("Hazel House", name="Hazel Bodywork")
    jobs.run()
    mail = outbox.mail()
    assert dict(mail["headers"])["Subject"] == "Change to review: Hazel Bodywork"
    assert "Hazel House" in mail["text"]


def test_submission_that_no_longer_waits_is_not_emailed(outbox: Outbox, jobs: Jobs) -> None:
    admin = make_admin(AdminRole.SUPERADMIN)
    withdrawn, replaced, decided = make_waiting(), make_changed("Hazel House", name="Hazel"), make_waiting()
    withdraw(venue=withdrawn)
    rename(replaced, "Hazel Cottage")
    approve_venue(venue=decided, by=admin)
    jobs.run()
    mail = outbox.mail(admin.email)
    assert "Hazel Cottage" in mail["text"]
