"""A venue whose owner imports files: June and Noor on the team, a massage of two lengths."""

import io
import re
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.catalog.models import Service
from app.core.db import session
from app.imports.enums import Outcome
from app.imports.models import Import, ImportRow
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_member, make_service, make_venue
from tests.support import Jobs, sign_in

GUESTS = "First name,Last name,Email,Phone,Notes\n"
BOOKINGS = "Date,Time,Service,Minutes,Team member,Guest,Email,Phone,Price,Notes\n"
SERVICES = "Service,Category,Minutes,Price,Description\n"


@dataclass
class Setting:
    venue: Venue
    june: TeamMember
    noor: TeamMember
    massage: Service
    client: FlaskClient
    jobs: Jobs

    def upload(self, kind: str, content: str | bytes, *, status: int = 303) -> str:
        """Upload a file; return where it leads, or the page with the error."""
        data = content.encode() if isinstance(content, str) else content
        response = self.client.post(
            f"/venue/imports/{kind}",
            data={f"{kind}-file": (io.BytesIO(data), f"{kind}.csv")},
            content_type="multipart/form-data",
        )
        assert response.status_code == status, response.text
        return response.location if status == 303 else response.text

    def check(self, kind: str, content: str | bytes, **changed: str) -> str:
        """Upload a file, keep the columns as they are guessed, and return the address of the preview."""
        where = self.upload(kind, content)
        response = self.client.post(where, data={**shown(self.client.get(where).text), **changed})
        assert response.status_code == 303, response.text
        self.jobs.run()
        return str(response.location)

    def run(self, preview: str) -> None:
        assert self.client.post(f"{preview}/start").status_code == 303
        self.jobs.run()

    def load(self, kind: str, content: str | bytes, **changed: str) -> str:
        """Upload, check and import a file; return the address of the result."""
        preview = self.check(kind, content, **changed)
        self.run(preview)
        return preview


def shown(page: str) -> dict[str, str]:
    """Return what the form of the columns sends if nobody changes it."""
    chosen = {}
    for name, options in re.findall(r'<select[^>]* name="(of-[^"]+)"[^>]*>(.*?)</select>', page, re.S):
        selected = re.search(r'<option selected value="([^"]*)"', options)
        chosen[name] = selected[1] if selected else ""
    for tag in re.findall(r'<input type="radio"[^>]* checked', page):
        chosen[re.search(r'name="([^"]+)"', tag)[1]] = re.search(r'value="([^"]+)"', tag)[1]  # type: ignore[index]
    return chosen


def make_setting(client: FlaskClient, jobs: Jobs) -> Setting:
    venue = make_venue()
    june, noor = make_member(venue), make_member(venue, name="Noor Haddad")
    massage = make_service(venue, members=[june, noor], title="Swedish massage", longer=[(90, 15000)])
    sign_in(client, session.get_one(User, venue.owner_id))
    return Setting(venue, june, noor, massage, client, jobs)


def rows() -> list[ImportRow]:
    session.expire_all()
    return list(session.scalars(select(ImportRow).order_by(ImportRow.import_id, ImportRow.number)))


def outcomes() -> list[Outcome | None]:
    return [row.outcome for row in rows()]


def the_import() -> Import:
    session.expire_all()
    return session.scalars(select(Import).order_by(Import.id.desc()).limit(1)).one()
