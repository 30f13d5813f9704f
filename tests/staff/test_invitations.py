"""Inviting a person to work at a venue, from the owner's form to the person's answer."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import LoginSession, SecurityEvent, User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError, Forbidden
from app.staff.actions.invitations import MAX_PEOPLE, accept, decline, invite, resend, revoke
from app.staff.models import MAX_SENT, StaffInvitation
from app.staff.queries import invitation_called
from app.staff.signed import token_for
from app.venues.enums import StaffRole, VenueStatus
from app.venues.models import Venue
from app.venues.queries import staff_of
from tests.email.outbox import Outbox
from tests.factories import make_member, make_user, make_venue
from tests.pages import flashed, read
from tests.support import NOW, Jobs, sign_in
from tests.venue_factories import make_invitation, make_staff

IDRIS = "idris@example.com"
DAY = timedelta(days=1)


def owner_of(venue: Venue) -> User:
    return session.get_one(User, venue.owner_id)


def invited(venue: Venue, **values: object) -> StaffInvitation:
    """Return an open invitation, loaded as the page of its link loads it."""
    key = make_invitation(venue, **{"email": IDRIS, **values}).key
    session.expire_all()
    return invitation_called(key)


def subject(mail: dict[str, Any]) -> str:
    return str(dict(mail["headers"])["Subject"])


def link_in(text: str) -> str:
    found = re.search(r"http://localhost(/staff-invitations/\S+)", text)
    assert found is not None
    return found[1]


def test_invited_person_reads_the_email_accepts_and_starts_at_the_front_desk(
    app: Flask, client: FlaskClient, jobs: Jobs, outbox: Outbox
) -> None:
    venue, idris = make_venue(), make_user(name="Idris Vance", email=IDRIS)
    sign_in(client, owner_of(venue))
    sent = client.post("/venue/staff/invite", data={"email": IDRIS.upper(), "role": "front_desk", "member": ""})
    assert sent.status_code == 303
    assert "Invitation sent to idris@example.com. It expires May 21, 2026" in flashed(client, "/venue/staff/")
    jobs.run()
    mail = outbox.mail()
    assert "Maren Oyelaran invites you to work with Hazel Bodywork" in subject(mail)
    link, theirs = link_in(mail["text"]), app.test_client()
    assert "To accept, log in as idris@example.com" in read(theirs, link)
    sign_in(theirs, idris)
    assert "Your role Front desk" in read(theirs, link)
    assert theirs.post(f"{link}/accept").headers["Location"].startswith("/calendar")
    session.expire_all()
    staff = staff_of(idris)
    assert staff is not None
    assert (staff.role, staff.venue_id, idris.role) == (StaffRole.FRONT_DESK, venue.id, Role.PROVIDER)
    assert theirs.get("/venue/deals/").status_code == 403
    jobs.run()
    assert "Idris Vance now works at Hazel Bodywork" in subject(outbox.mails()[-1])


@pytest.mark.usefixtures("db", "now")
def test_accepting_proves_the_mailbox_and_ends_the_other_sessions(app: Flask) -> None:
    invitation, idris = invited(make_venue()), make_user(email=IDRIS, is_verified=False)
    sign_in(app.test_client(), idris)
    accept(invitation=invitation, user=idris, keep=None)
    assert idris.email_verified_at == NOW
    kinds = list(session.scalars(select(SecurityEvent.kind).where(SecurityEvent.user_id == idris.id)))
    assert kinds == [SecurityEventKind.EMAIL_VERIFIED, SecurityEventKind.STAFF_JOINED]
    assert session.scalar(select(func.count(LoginSession.id)).where(LoginSession.user_id == idris.id)) == 0


@pytest.mark.usefixtures("db", "now")
def test_another_account_cannot_accept() -> None:
    invitation = invited(make_venue())
    with pytest.raises(Forbidden, match=r"This invitation is for idris@example\.com"):
        accept(invitation=invitation, user=make_user(email="other@example.com"), keep=None)


@pytest.mark.parametrize(
    ("role", "reads"), [(Role.ADMIN, "Admin accounts can’t work at a venue"), (Role.PROVIDER, "yours is Alder & Salt")]
)
@pytest.mark.usefixtures("db", "now")
def test_admins_and_people_of_another_venue_cannot_accept(role: Role, reads: str) -> None:
    invitation, person = invited(make_venue()), make_user(email=IDRIS, role=role)
    if role is Role.PROVIDER:
        make_venue(name="Alder & Salt", owner_id=person.id)
    with pytest.raises(Conflict, match=reads):
        accept(invitation=invitation, user=person, keep=None)


@pytest.mark.parametrize("over", ["accepted", "declined", "revoked", "expired", "deleted"])
@pytest.mark.usefixtures("db")
def test_invitation_that_is_over_cannot_be_accepted(over: str) -> None:
    venue, idris = make_venue(), make_user(email=IDRIS)
    with clock.pinned(NOW):
        invitation = invited(venue)
        if over == "accepted":
            invitation.accepted_at, invitation.accepted_by_id = NOW, make_user().id
        elif over == "declined":
            decline(invitation=invitation)
        elif over == "revoked":
            revoke(venue=venue, key=invitation.key)
            invitation = invitation_called(invitation.key)
        elif over == "deleted":
            venue.status = VenueStatus.DELETED
        session.flush()
    with (
        clock.pinned(NOW + 7 * DAY if over == "expired" else NOW),
        pytest.raises(Conflict, match="no longer open"),
    ):
        accept(invitation=invitation, user=idris, keep=None)


@pytest.mark.usefixtures("db")
def test_invitation_is_open_until_the_last_second_of_seven_days() -> None:
    invitation, idris = invited(make_venue()), make_user(email=IDRIS)
    with clock.pinned(NOW + 7 * DAY - timedelta(seconds=1)):
        accept(invitation=invitation, user=idris, keep=None)
    assert staff_of(idris) is not None


@pytest.mark.usefixtures("db")
def test_resending_starts_a_new_week_and_stops_after_five_emails() -> None:
    venue = make_venue()
    invitation = invited(venue)
    with clock.pinned(NOW + 8 * DAY):
        for _ in range(MAX_SENT - 1):
            resend(venue=venue, key=invitation.key, by=owner_of(venue))
        assert invitation.expires_at == NOW + 15 * DAY
        with pytest.raises(Conflict, match="sent this invitation 5 times"):
            resend(venue=venue, key=invitation.key, by=owner_of(venue))


@pytest.mark.usefixtures("db", "now")
def test_owner_cannot_invite_the_same_person_twice_or_a_colleague() -> None:
    venue = make_venue()
    person = make_staff(venue, StaffRole.MANAGER).user

    def inviting(email: str) -> StaffInvitation:
        return invite(venue=venue, email=email, role=StaffRole.MANAGER, member=None, by=owner_of(venue))

    first = inviting(IDRIS)
    with pytest.raises(Conflict, match=r"already invited idris@example\.com"):
        inviting(IDRIS.title())
    with pytest.raises(Conflict, match="Idris Vance works here already"):
        inviting(person.email)
    with clock.pinned(NOW + 8 * DAY):
        assert inviting(IDRIS).id != first.id


@pytest.mark.usefixtures("db", "now")
def test_team_member_needs_a_profile_that_no_other_login_has() -> None:
    venue = make_venue()
    june = make_member(venue)
    terms = {"venue": venue, "role": StaffRole.TEAM_MEMBER, "by": owner_of(venue)}
    with pytest.raises(DomainError, match="Choose whose calendar"):
        invite(email=IDRIS, member=None, **terms)
    invite(email=IDRIS, member=june, **terms)
    with pytest.raises(Conflict, match="June Castellano already has a login"):
        invite(email="second@example.com", member=june, **terms)


@pytest.mark.parametrize("status", [VenueStatus.DRAFT, VenueStatus.IN_REVIEW, VenueStatus.SUSPENDED])
@pytest.mark.usefixtures("db", "now")
def test_venue_that_is_not_approved_cannot_email_strangers(status: VenueStatus) -> None:
    venue = make_venue(status=status)
    with pytest.raises(Conflict, match="once Hazel Bodywork is approved"):
        invite(venue=venue, email=IDRIS, role=StaffRole.MANAGER, member=None, by=owner_of(venue))


@pytest.mark.usefixtures("db", "now")
def test_venue_has_a_limit_of_people_and_invitations() -> None:
    venue = make_venue()
    for number in range(MAX_PEOPLE - 1):
        make_invitation(venue, email=f"person{number}@example.org")
    with pytest.raises(Conflict, match="Up to 30 people"):
        invite(venue=venue, email=IDRIS, role=StaffRole.MANAGER, member=None, by=owner_of(venue))


def test_declining_needs_no_account(client: FlaskClient, jobs: Jobs, outbox: Outbox) -> None:
    invitation = invited(make_venue())
    link = f"/staff-invitations/{token_for(invitation)}"
    assert client.post(f"{link}/decline").status_code == 303
    assert "This invitation was declined." in read(client, link)
    jobs.run()
    assert "idris@example.com declined your invitation" in subject(outbox.mail())


def test_owner_proves_who_they_are_before_inviting(app: Flask, client: FlaskClient) -> None:
    sign_in(client, owner_of(make_venue()))
    with clock.pinned(NOW + timedelta(minutes=11)):
        assert client.get("/venue/staff/invite").headers["Location"].startswith("/login/confirm")
        assert client.get("/venue/staff/").status_code == 200


def test_owner_confirms_their_own_email_before_inviting(client: FlaskClient, jobs: Jobs) -> None:
    venue = make_venue()
    owner = owner_of(venue)
    owner.email_verified_at = None
    sign_in(client, owner)
    invitation = invited(venue, email="june@example.com")
    page = read(client, "/venue/staff/invite")
    assert (f"We sent a link to {owner.email}. Send it again" in page, "Send invitation" in page) == (True, False)
    again = client.post("/account/security/email/send-again", data={"next": "/venue/staff/invite"})
    assert (again.location, jobs.waiting()) == ("/venue/staff/invite", ["accounts.email_link"])
    assert client.post("/venue/staff/invite", data={"email": IDRIS, "role": "manager", "member": ""}).status_code == 422
    assert client.post(f"/venue/staff/invitations/{invitation.key}/resend").status_code == 409
    assert jobs.waiting() == ["accounts.email_link"]


def test_resent_invitation_works_until_the_owner_cancels_it(client: FlaskClient) -> None:
    venue = make_venue()
    invitation = invited(venue)
    link, act = f"/staff-invitations/{token_for(invitation)}", f"/venue/staff/invitations/{invitation.key}"
    sign_in(client, owner_of(venue))
    assert client.post(f"{act}/resend").status_code == 303
    assert "Invitation sent again to idris@example.com. It expires May 21, 2026" in flashed(client, "/venue/staff/")
    assert "This invitation is no longer open." not in read(client, link)
    assert client.post(f"{act}/cancel").status_code == 303
    assert "Invitation to idris@example.com canceled." in flashed(client, "/venue/staff/")
    assert "This invitation is no longer open." in read(client, link)


def test_canceled_invitation_sends_no_email(client: FlaskClient, jobs: Jobs, outbox: Outbox) -> None:
    venue = make_venue()
    invitation = invite(venue=venue, email=IDRIS, role=StaffRole.MANAGER, member=None, by=owner_of(venue))
    revoke(venue=venue, key=invitation.key)
    jobs.run()
    assert outbox.mails() == []
