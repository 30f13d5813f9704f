"""Imports of services: rows with one title are the options of one service."""

import pytest
from flask.testing import FlaskClient

from app.catalog.queries import all_services
from app.core.db import session
from app.imports.enums import Outcome, Reason, Undone
from tests.factories import make_category
from tests.imports.setting import SERVICES, Setting, make_setting, outcomes, rows
from tests.support import Jobs

FACIAL = "Express facial,Skin,30,65,Quick\nexpress FACIAL,Skin,45,$85.50,\n"


@pytest.fixture
def setting(client: FlaskClient, jobs: Jobs) -> Setting:
    make_category(slug="facials", name="Skin")
    return make_setting(client, jobs)


def services(setting: Setting) -> dict[str, list[tuple[int, int]]]:
    session.expire_all()
    return {
        service.title: [(one.duration_minutes, one.price_cents) for one in service.options]
        for service in all_services(setting.venue)
    }


def test_rows_with_one_title_become_options_of_one_service(setting: Setting) -> None:
    setting.load("services", SERVICES + FACIAL)
    assert services(setting)["Express facial"] == [(30, 6500), (45, 8550)]
    facial = next(one for one in all_services(setting.venue) if one.title == "Express facial")
    assert (facial.category.slug, facial.description) == ("facials", "Quick")
    assert {one.member_id for one in facial.performers} == {setting.june.id, setting.noor.id}


@pytest.mark.parametrize(
    ("duplicates", "found", "expected"),
    [
        ("ours", [Outcome.SKIPPED, Outcome.MERGED], [(60, 11000), (75, 13000), (90, 15000)]),
        ("file", [Outcome.MERGED, Outcome.MERGED], [(60, 12000), (75, 13000), (90, 15000)]),
        ("skip", [Outcome.SKIPPED, Outcome.SKIPPED], [(60, 11000), (90, 15000)]),
    ],
)
def test_known_service_is_merged_as_the_owner_chose(
    setting: Setting, duplicates: str, found: list[Outcome], expected: list[tuple[int, int]]
) -> None:
    lines = "Swedish Massage,,60,120,\nSwedish Massage,,75,130,\n"
    setting.load("services", SERVICES + lines, duplicates=duplicates)
    assert (outcomes(), services(setting)) == (found, {"Swedish massage": expected})


def test_unknown_category_repeated_rows_and_too_many_lengths_are_named(setting: Setting) -> None:
    lines = [f"Wrap,Cocoons,{minutes},50,\n" for minutes in (30, 30, 40, 50, 60, 70, 80, 90)]
    preview = setting.check("services", SERVICES + "".join(lines))
    reasons = [row.reason for row in rows()]
    assert reasons == [Reason.CATEGORY, Reason.REPEATED, *[None] * 5, Reason.TOO_MANY_OPTIONS]
    assert "“Cocoons” isn’t one of our categories. We use Massage." in setting.client.get(preview).text


def test_undo_removes_services_and_options_that_nobody_changed(setting: Setting) -> None:
    where = setting.load("services", f"{SERVICES}{FACIAL}Swedish massage,,75,130,\nWrap,Skin,60,90,\n")
    wrap = next(one for one in all_services(setting.venue) if one.title == "Wrap")
    wrap.description = "Warm"
    session.commit()
    setting.client.post(f"{where}/undo")
    setting.jobs.run()
    assert services(setting) == {"Swedish massage": [(60, 11000), (90, 15000)], "Wrap": [(60, 9000)]}
    assert [row.undone for row in rows()] == [*[Undone.REMOVED] * 3, Undone.CHANGED]


def test_service_without_a_team_is_refused_with_what_to_do(client: FlaskClient, jobs: Jobs) -> None:
    setting = make_setting(client, jobs)
    for member in (setting.june, setting.noor):
        member.position, member.removed_at = None, setting.venue.created_at
    preview = setting.check("services", SERVICES + FACIAL)
    assert "No one on your team provides Express facial. Add a team member first." in setting.client.get(preview).text


def test_file_with_too_many_services_is_refused_with_what_to_do(setting: Setting) -> None:
    page = setting.upload("services", SERVICES + "Massage,,60,110,\n" * 1_001, status=422)
    assert "This file has more than 1,000 rows, the most for one import. Split the file" in page
