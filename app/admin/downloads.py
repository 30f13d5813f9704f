"""Audit log entries for files that an admin downloads while viewing the site as someone else."""

from flask import Flask, Response, request
from sqlalchemy.orm import Session

from app.accounts.impersonation import Impersonated, seen
from app.admin.actions.record import Subject, entry
from app.admin.enums import AuditAction, SubjectKind
from app.core.db import db


def init_app(app: Flask) -> None:
    app.after_request(record_download)


def record_download(response: Response) -> Response:
    """Record a download before it is sent. If recording fails, nothing is sent."""
    viewed = seen()
    if viewed is not None and response.status_code == 200 and "Content-Disposition" in response.headers:
        _record(viewed, request.path)
    return response


def _record(viewed: Impersonated, path: str) -> None:
    """Write in a separate session, because the request's own session is read-only."""
    subject = Subject(SubjectKind.USER, viewed.user_id, "", key=viewed.key)
    with Session(db.engine) as own:
        own.add(
            entry(
                admin_id=viewed.admin_id,
                action=AuditAction.USER_DOWNLOAD,
                subject=subject,
                before={},
                after={"file": path},
            )
        )
        own.commit()
