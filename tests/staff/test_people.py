"""Changing roles, removing people, leaving, and transferring the ownership."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.enums import Role
from app.accounts.models import User
from app.admin.actions.people import change_role as set_role_by_admin
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.staff.actions import people
from app.staff.actions.ownership import accept_ownership, end_offer, offer_ownership
from app.staff.actions.people import change_role, leave, remove
from app.venues.actions import staff
from app.venues.actions.publication import delete_venue, restore_venue
from app.venues.enums import StaffRole
from app.venues.models import Venue, VenueStaff
from app.venues.queries import staff_of
from tests.email.outbox import Outbox
from tests.factories import make_member, make_user, make_venue
from tests.pages import flashed, read
from tests.support import Jobs, sign_in
from tests.tabs import DONE, in_tabs, no_lock, read_together
from tests.venue_factories import make_staff


def owner_of(venue: Venue) -> VenueStaff:
    return session.scalars(
        select(VenueStaff)
        .where(VenueStaff.venue_id == venue.id, VenueStaff.role == StaffRole.OWNER)
        .options(joinedload(VenueStaff.user))
        .execution_options(populate_existing=True)
    ).one()


def subject(mail: dict[str, Any]) -> str:
    return str(dict(mail["headers"])["Subject"])


def roles(venue: Venue) -> dict[int, StaffRole]:
    return {row.user_id: row.role for row in session.scalars(select(VenueStaff).filter_by(venue_id=venue.id))}


@pytest.mark.usefixtures("db", "now")
def test_each_venue_has_its_owner_until_it_is_deleted() -> None:
    venue = make_venue()
    owner = session.get_one(User, venue.owner_id)
    assert roles(venue) == {owner.id: StaffRole.OWNER}
    idris = make_staff(venue, StaffRole.MANAGER).user
    delete_venue(venue=venue, by=owner)
    assert (roles(venue), idris.role, owner.role) == ({}, Role.GUEST, Role.PROVIDER)
    restore_venue(venue=venue, by=owner)
    assert roles(venue) == {owner.id: StaffRole.OWNER}


@pytest.mark.usefixtures("db", "now")
def test_staff_of_a_deleted_venue_get_an_email(jobs: Jobs, outbox: Outbox) -> None:
    venue = make_venue()
    idris = make_staff(venue, StaffRole.FRONT_DESK).user
    delete_venue(venue=venue, by=session.get_one(User, venue.owner_id))
    jobs.run()
    mail = outbox.mail(idris.email)
    assert subject(mail) == "You no longer work at Hazel Bodywork"
    assert "The owner deleted the listing." in mail["text"]


def test_owner_who_worked_elsewhere_since_opens_their_restored_venue(client: FlaskClient) -> None:
    venue = make_venue()
    owner = session.get_one(User, venue.owner_id)
    delete_venue(venue=venue, by=owner)
    elsewhere = make_venue(name="Cedar Rooms")
    leave(venue=elsewhere, staff=make_staff(elsewhere, StaffRole.MANAGER, user=owner), user=owner, keep=None)
    sign_in(client, owner)
    assert client.get("/venue/start").status_code == 200
    assert client.post("/venue/restore").headers["Location"] == "/venue/"
    assert client.get("/venue/").status_code == 200


@pytest.mark.usefixtures("db", "now")
def test_admin_restores_no_venue_that_was_theirs() -> None:
    venue = make_venue()
    owner = session.get_one(User, venue.owner_id)
    delete_venue(venue=venue, by=owner)
    owner.role = Role.ADMIN
    with pytest.raises(Conflict, match="Admin accounts can’t work at a venue"):
        restore_venue(venue=venue, by=owner)


def test_new_role_applies_at_once_and_logs_the_person_out(
    app: Flask, client: FlaskClient, jobs: Jobs, outbox: Outbox
) -> None:
    venue = make_venue()
    idris, theirs = make_staff(venue, StaffRole.MANAGER), app.test_client()
    user = idris.user
    sign_in(theirs, user)
    assert theirs.get("/venue/deals/").status_code == 200
    sign_in(client, session.get_one(User, venue.owner_id))
    changed = client.post(f"/venue/staff/{idris.key}", data={"role": "front_desk", "member": ""})
    assert changed.status_code == 303
    assert theirs.get("/venue/deals/").headers["Location"].startswith("/login")
    sign_in(theirs, user)
    assert "Only owners and managers have access to “Deals”. Ask Maren." in theirs.get("/venue/deals/").text
    jobs.run()
    assert subject(outbox.mail(user.email)) == "Your role at Hazel Bodywork is now Front desk"


@pytest.mark.usefixtures("db", "now")
def test_removed_person_is_a_guest_again(jobs: Jobs, outbox: Outbox) -> None:
    venue = make_venue()
    idris = make_staff(venue, StaffRole.FRONT_DESK)
    user = idris.user
    remove(venue=venue, staff=idris, by=session.get_one(User, venue.owner_id))
    jobs.run()
    assert (staff_of(user), user.role) == (None, Role.GUEST)
    assert "You no longer work at Hazel Bodywork" in subject(outbox.mail(user.email))


def test_person_who_leaves_stays_logged_in_as_a_guest(client: FlaskClient, jobs: Jobs, outbox: Outbox) -> None:
    venue = make_venue()
    idris = make_staff(venue, StaffRole.FRONT_DESK).user
    sign_in(client, idris)
    page = read(client, "/venue/staff/you")
    assert ("Your role at Hazel Bodywork: Front desk" in page, "Health answers" in page) == (True, False)
    assert client.post("/venue/staff/leave").headers["Location"] == "/bookings/"
    assert client.get("/bookings/").status_code == 200
    assert client.get("/calendar/").status_code == 403
    jobs.run()
    assert "Idris Vance no longer works at Hazel Bodywork" in subject(outbox.mail())


@pytest.mark.usefixtures("db", "now")
def test_last_owner_cannot_leave_or_step_down() -> None:
    venue = make_venue()
    owner = owner_of(venue)
    user = session.get_one(User, owner.user_id)
    with pytest.raises(Conflict, match="You’re the only owner of Hazel Bodywork"):
        leave(venue=venue, staff=owner, user=user, keep=None)
    with pytest.raises(Conflict, match="only owner"):
        change_role(venue=venue, staff=owner, role=StaffRole.MANAGER, member=None, by=user)


@pytest.mark.slow
@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("is_locked", [False, True])
def test_two_owners_who_leave_at_once_leave_one_owner(
    app: Flask, monkeypatch: pytest.MonkeyPatch, is_locked: bool
) -> None:
    venue = make_venue()
    venue_id, ids = venue.id, [owner_of(venue).id, make_staff(venue, StaffRole.OWNER).id]
    session.commit()
    if not is_locked:
        monkeypatch.setattr(people, "lock_venue", no_lock)
        monkeypatch.setattr(staff, "_lock_staff", lambda *_args: None)
        monkeypatch.setattr(staff, "_refuse_last_owner", read_together(staff._refuse_last_owner, tabs=2))
        # The slower one may find that no owner is left.
        monkeypatch.setattr(staff, "_choose_main_owner", lambda _venue: None)

    def leaving(number: int) -> None:
        leaver = session.get_one(VenueStaff, ids[number], options=[joinedload(VenueStaff.user)])
        leave(venue=session.get_one(Venue, venue_id), staff=leaver, user=leaver.user, keep=None)

    outcomes = in_tabs(app, leaving, tabs=2)
    assert outcomes.count(DONE) == (1 if is_locked else 2)
    assert len(roles(venue)) == (1 if is_locked else 0)


@pytest.mark.parametrize("stays", [True, False])
@pytest.mark.usefixtures("db", "now")
def test_ownership_changes_only_when_the_other_person_accepts(stays: bool) -> None:
    venue = make_venue()
    june = make_member(venue)
    owner, idris = owner_of(venue), make_staff(venue, StaffRole.MANAGER, member=june)
    offer_ownership(venue=venue, owner=owner, to=idris, stays_owner=stays)
    assert roles(venue)[idris.user_id] is StaffRole.MANAGER
    accept_ownership(venue=venue, staff=idris, user=idris.user, keep=None)
    assert roles(venue) == {
        owner.user_id: StaffRole.OWNER if stays else StaffRole.MANAGER,
        idris.user_id: StaffRole.OWNER,
    }
    assert venue.owner_id == (owner.user_id if stays else idris.user_id)
    assert idris.team_member_id == june.id
    with pytest.raises(NotFound, match="no longer open"):
        accept_ownership(venue=venue, staff=idris, user=idris.user, keep=None)


@pytest.mark.usefixtures("db", "now")
def test_owner_may_leave_when_another_one_stays_and_emails_go_to_them() -> None:
    venue = make_venue()
    owner, idris = owner_of(venue), make_staff(venue, StaffRole.OWNER)
    leave(venue=venue, staff=owner, user=session.get_one(User, owner.user_id), keep=None)
    assert (roles(venue), venue.owner_id) == ({idris.user_id: StaffRole.OWNER}, idris.user_id)


def test_owner_who_was_made_one_cannot_remove_or_demote_the_main_owner(client: FlaskClient) -> None:
    venue = make_venue()
    main, second = owner_of(venue), make_staff(venue, StaffRole.OWNER)
    by = second.user
    for change in (
        lambda: remove(venue=venue, staff=main, by=by),
        lambda: change_role(venue=venue, staff=main, role=StaffRole.MANAGER, member=None, by=by),
    ):
        with pytest.raises(Conflict, match="Maren Oyelaran is the main owner"):
            change()
    sign_in(client, by)
    page = client.get(f"/venue/staff/{main.key}").text
    assert ("Maren is the main owner." in page, "Remove from staff" in page, "Manager</option>" in page) == (
        True,
        False,
        False,
    )
    remove(venue=venue, staff=second, by=session.get_one(User, main.user_id))
    assert roles(venue) == {main.user_id: StaffRole.OWNER}


@pytest.mark.usefixtures("db", "now")
def test_only_the_main_owner_deletes_the_listing() -> None:
    venue = make_venue()
    with pytest.raises(Conflict, match="Only Maren, the main owner, can delete the listing"):
        delete_venue(venue=venue, by=make_staff(venue, StaffRole.OWNER).user)


@pytest.mark.usefixtures("db", "now")
def test_offer_is_only_for_the_person_it_was_made_to_and_can_be_withdrawn() -> None:
    venue = make_venue()
    owner, idris, other = owner_of(venue), make_staff(venue, StaffRole.MANAGER), make_staff(venue, StaffRole.MANAGER)
    offer_ownership(venue=venue, owner=owner, to=idris, stays_owner=False)
    with pytest.raises(NotFound):
        accept_ownership(venue=venue, staff=other, user=other.user, keep=None)
    end_offer(venue=venue)
    with pytest.raises(NotFound):
        accept_ownership(venue=venue, staff=idris, user=idris.user, keep=None)


@pytest.mark.parametrize("stays", [False, True])
def test_new_owner_accepts_on_their_own_page(client: FlaskClient, jobs: Jobs, outbox: Outbox, stays: bool) -> None:
    venue = make_venue()
    idris = make_staff(venue, StaffRole.MANAGER)
    user = idris.user
    sign_in(client, session.get_one(User, venue.owner_id))
    page = f"/venue/staff/{idris.key}"
    assert 'name="stays_owner" type="checkbox"' in client.get(page).text
    assert client.post(f"{page}/offer", data={"stays_owner": "y"} if stays else {}).status_code == 303
    assert "You offered the ownership to Idris Vance." in read(client, "/venue/staff/")
    jobs.run()
    assert "offers you the ownership of Hazel Bodywork" in subject(outbox.mail(user.email))
    sign_in(client, user)
    becomes = "They stay an owner, too." if stays else "They become a manager."
    assert becomes in read(client, "/venue/staff/you")
    assert client.post("/venue/staff/ownership/accept").headers["Location"] == "/venue/staff/"
    assert "You’re now an owner of Hazel Bodywork." in flashed(client, "/venue/staff/")
    assert ("Maren Oyelaran Main owner" in read(client, "/venue/staff/")) is stays


@pytest.mark.usefixtures("db", "now")
def test_admin_cannot_take_the_role_of_someone_who_works_at_a_venue() -> None:
    idris, admin = make_staff(make_venue(), StaffRole.FRONT_DESK).user, make_user(role=Role.ADMIN)
    with pytest.raises(Conflict, match="Idris Vance works at a venue"):
        set_role_by_admin(user=idris, role=Role.GUEST, admin=admin)
