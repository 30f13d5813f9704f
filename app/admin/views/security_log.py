"""The security log: what happened to accounts, the severe first to resolve."""

from dataclasses import dataclass
from typing import Any

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.copy import device_name, event_title
from app.accounts.guards import current_user_or_403
from app.accounts.models import SecurityEvent
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.security_log import resolve_event
from app.admin.forms.security_log import SEVERITIES, ResolveForm, SecurityLogForm
from app.admin.models import SecurityResolution
from app.admin.queries.security_log import page_of_security_log
from app.admin.views import bp
from app.core.security_log import Severity
from app.web.htmx import go

TAGS = {Severity.INFO: "calm", Severity.NOTICE: "calm", Severity.WARNING: "wait", Severity.SEVERE: "no"}


@dataclass(frozen=True, slots=True)
class SecurityLogLine:
    """One event as the page shows it."""

    event: SecurityEvent
    title: str
    severity: str
    tag: str
    at: str
    device: str
    resolution: SecurityResolution | None
    resolved: str


@bp.get("/security-log")
@admins_with(AdminAbility.SECURITY)
def security_log() -> ResponseReturnValue:
    return shown(ResolveForm(formdata=None), "")


@bp.post("/security-log/<event_id>/resolve")
@admins_with(AdminAbility.SECURITY)
def security_resolve(event_id: str) -> ResponseReturnValue:
    form = ResolveForm()
    if form.validate_on_submit():
        with form.refusals(form.note):
            resolve_event(public_id=event_id, note=form.note.value, admin=current_user_or_403())
            flash(_("The event is resolved."))
            return go(url_for("admin.security_log", **_filter()))
    return shown(form, event_id)


def shown(resolving: ResolveForm, event_id: str) -> ResponseReturnValue:
    """Show the log. `resolving` belongs to the event with this id, if it has errors."""
    resolving.link_to(event_id)
    form = SecurityLogForm(formdata=request.args)
    form.offer()
    form.validate()
    page = page_of_security_log(form.filters(request.args.get("before", "")[:20]))
    html = render_template(
        "admin/security_log.html",
        form=form,
        lines=[line_of(event, resolution) for event, resolution in page.events],
        older=url_for("admin.security_log", **{**_filter(), "before": page.older}) if page.older else None,
        resolving=resolving,
        resolving_id=event_id,
        narrowed=any(request.args.get(field.name) for field in form),
    )
    return make_response(html, 422 if resolving.errors or form.errors else 200)


def line_of(event: SecurityEvent, resolution: SecurityResolution | None) -> SecurityLogLine:
    return SecurityLogLine(
        event=event,
        title=event_title(event.kind),
        severity=str(SEVERITIES[event.severity]),
        tag=TAGS[event.severity],
        at=copy.at(event.at),
        device=device_name(event.device.user_agent) if event.device else "",
        resolution=resolution,
        resolved=copy.at(resolution.at) if resolution else "",
    )


def _filter() -> dict[str, Any]:
    return {name: value for name, value in request.args.to_dict().items() if name != "before"}
