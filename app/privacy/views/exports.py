"""Asking for a copy of one's data, its progress, and the download."""

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import current_user_or_403, login_required
from app.accounts.impersonation import refuse_secrets
from app.accounts.step_up import step_up_required
from app.privacy import copy
from app.privacy.actions.exports import open_export, request_export
from app.privacy.queries.exports import last_export
from app.privacy.views import bp
from app.web.htmx import go, wants_partial
from app.web.route_limits import limited


@bp.post("/export")
@limited("messages")
@login_required
@step_up_required
def start_export() -> ResponseReturnValue:
    request_export(user=current_user_or_403(), ip=request.remote_addr or "")
    return go(url_for("privacy.index"))


@bp.get("/export/progress")
@login_required
def export_progress() -> ResponseReturnValue:
    """Show how far the job is, for the script; without it, and at the end, go to the page."""
    export = last_export(current_user_or_403())
    if export is None or export.is_ready or not wants_partial():
        return go(url_for("privacy.index"))
    return render_template("privacy/_progress.html", export=export, copy=copy)


@bp.get("/export/<key>.zip")
@login_required
@step_up_required
def download_export(key: str) -> ResponseReturnValue:
    refuse_secrets()
    content = open_export(user=current_user_or_403(), key=key, ip=request.remote_addr or "")
    return zip_response(content, "cozywish-data.zip")


def zip_response(content: bytes, name: str) -> ResponseReturnValue:
    response = make_response(content)
    response.content_type = "application/zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
