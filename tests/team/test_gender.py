"""A team member's gender, saved by the owner with the member's agreement."""

from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.catalog.models import Service
from app.core.db import session
from app.team.enums import Gender
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.team.people import june, massage, seen, venue

__all__ = ["june", "massage", "venue"]

AS_BEFORE = {"name": "June Castellano", "services": ["massage"], "buffer_minutes": "0"}


def kept(member: TeamMember) -> tuple[Gender | None, datetime | None]:
    found = session.execute(
        select(TeamMember.gender, TeamMember.gender_consent_at).where(TeamMember.id == member.id)
    ).one()
    return found.gender, found.gender_consent_at


def test_gender_is_saved_with_agreement_and_shown_to_guests(
    client: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    session.commit()
    address = f"/venue/team/{june.slug}"

    def save(**given: str) -> TestResponse:
        before = {"seen": seen(client.get(address).text)}
        return client.post(address, data={**AS_BEFORE, **before, **given})

    refused = save(gender="woman")
    assert refused.status_code == 422
    assert "Check this box once the team member agrees" in refused.text
    assert save(gender="woman", gender_consent="y").status_code == 303
    assert kept(june)[0] is Gender.WOMAN
    assert kept(june)[1] is not None
    assert "<small>Woman</small>" in client.get(f"/venues/{venue.slug}").text
    assert save(gender="", gender_consent="y").status_code == 303
    assert kept(june) == (None, None)
    assert "<small>Woman</small>" not in client.get(f"/venues/{venue.slug}").text
