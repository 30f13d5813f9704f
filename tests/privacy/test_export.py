"""A copy of one's data: made by a job, complete by the data map, private, and gone after a week."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.accounts.enums import SecurityEventKind
from app.accounts.models import SecurityEvent, User
from app.core import clock
from app.core.db import session
from app.privacy.actions.exports import make_parts, request_export
from app.privacy.actions.retention import purge
from app.privacy.data_map.tables import DATA_MAP, exported_columns, exported_tables
from app.privacy.models import DataExport, ExportPart
from app.privacy.rules import Export
from tests.email.outbox import Outbox
from tests.factories import make_user
from tests.pages import read
from tests.privacy.people import ALLERGY, EMAIL, NAME, NOTE, PHONE, count, make_admin, make_wren
from tests.support import NOW, Jobs, sign_in

PAGE = "/account/privacy/"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
# Tables in which the guest of these tests has rows.
LEAST_FILLED = 15


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = make_wren()
    sign_in(client, user)
    return user


def download(client: FlaskClient) -> dict[str, str]:
    key = session.scalars(select(DataExport.key)).one()
    answer = client.get(f"{PAGE}export/{key}.zip")
    assert answer.status_code == 200, answer.status
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_export_has_each_column_that_the_data_map_names(client: FlaskClient, wren: User, jobs: Jobs) -> None:
    client.post(f"{PAGE}export")
    jobs.run()
    files = download(client)
    filled, wrong = 0, []
    for name in exported_tables(Export.HOLDER):
        condition, part = DATA_MAP[name].of_account, DATA_MAP[name].part
        number = session.execute(text(f"SELECT count(*) FROM {name} WHERE {condition}"), {"account": wren.id}).scalar()
        if number:
            rows = json.loads(files.get(f"json/{part}.json", "[]"))
            has_all = bool(rows) and set(exported_columns(name, Export.HOLDER)) <= rows[0].keys()
            filled += 1
            if not has_all or f"csv/{part}.csv" not in files:
                wrong.append(name)
    assert wrong == []
    assert filled >= LEAST_FILLED
    everything = "".join(files.values())
    assert all(value in everything for value in (NAME, EMAIL, PHONE, NOTE, ALLERGY, "Any allergies?", "203.0.113.7"))
    assert "ticklish" not in everything  # what a venue notes for itself
    assert "argon2" not in everything


def test_email_leads_to_a_download_after_a_confirmation(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    client.post(f"{PAGE}export")
    assert "Collecting your data" in read(client, PAGE)
    jobs.run()
    mail = outbox.mail(EMAIL)
    assert mail["subject"] == "Your copy of your data is ready"
    assert "/account/privacy/" in mail["text"]
    assert "Your copy is ready. We delete it on May 21, 2026." in read(client, PAGE)
    key = session.scalars(select(DataExport.key)).one()
    with clock.pinned(NOW + timedelta(minutes=11)):
        assert "/login/confirm" in client.get(f"{PAGE}export/{key}.zip").headers["Location"]
    download(client)
    kinds = session.scalars(select(SecurityEvent.kind)).all()
    assert {SecurityEventKind.EXPORT_REQUESTED, SecurityEventKind.EXPORT_DOWNLOADED} <= set(kinds)


def test_export_belongs_to_its_account_alone(app: Flask, client: FlaskClient, wren: User, jobs: Jobs) -> None:
    client.post(f"{PAGE}export")
    jobs.run()
    key = session.scalars(select(DataExport.key)).one()
    stranger = app.test_client()
    sign_in(stranger, make_user(email="other@example.com"))
    assert stranger.get(f"{PAGE}export/{key}.zip").status_code == 404


def test_admin_who_views_as_the_holder_gets_no_export(client: FlaskClient, wren: User, jobs: Jobs) -> None:
    client.post(f"{PAGE}export")
    jobs.run()
    key = session.scalars(select(DataExport.key)).one()
    sign_in(client, make_admin())
    client.post(f"/admin/people/{wren.public_id}/view-as")
    answer = client.get(f"{PAGE}export/{key}.zip")
    assert (answer.status_code, "can see this page" in answer.text) == (403, True)


def test_stored_export_is_unreadable(wren: User) -> None:
    export = request_export(user=wren)
    while not export.is_ready:
        make_parts(export_id=export.id, done=export.done)
    stored = session.execute(text("SELECT content FROM data_export")).scalar_one()
    assert b"PK" not in bytes(stored)[:64]
    assert NAME.encode() not in bytes(stored)
    assert count(ExportPart) == 0


def test_export_ends_after_a_week(client: FlaskClient, wren: User, jobs: Jobs) -> None:
    client.post(f"{PAGE}export")
    jobs.run()
    key = session.scalars(select(DataExport.key)).one()
    sign_in(client, wren)
    with clock.pinned(NOW + timedelta(days=7, minutes=1)):
        assert "Request a copy" in read(client, PAGE)
        session.execute(text("UPDATE login_session SET proven_at = '2100-01-01'"))
        session.commit()
        assert client.get(f"{PAGE}export/{key}.zip").status_code == 404
        purge()
    assert count(DataExport) == 0


def test_second_request_waits_for_the_first(client: FlaskClient, wren: User) -> None:
    assert client.post(f"{PAGE}export").status_code == 303
    assert client.post(f"{PAGE}export").status_code == 409


def test_progress_counts_parts_and_ends_at_the_page(client: FlaskClient, wren: User) -> None:
    export = request_export(user=wren)
    make_parts(export_id=export.id, done=export.done)
    session.commit()
    part = client.get(f"{PAGE}export/progress", headers=PARTIAL)
    assert f"5 of {export.parts} parts" in part.text
    while not export.is_ready:
        make_parts(export_id=export.id, done=export.done)
    session.commit()
    done = client.get(f"{PAGE}export/progress", headers=PARTIAL)
    assert "export-progress" not in done.text
