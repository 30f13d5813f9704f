"""The audit log page, newest entries first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.differences import Difference
from app.admin.entries import changes_in
from app.admin.forms.audit_log import LogFilter
from app.admin.models import AuditEntry
from app.admin.queries.audit_log import AuditLogFilter, names_in, page_of_log, those_in_log
from app.admin.views import bp
from app.admin.views.subjects import href_of


@dataclass(frozen=True, slots=True)
class AuditLogLine:
    """One entry as the page shows it."""

    entry: AuditEntry
    subject: str
    label: str
    href: str | None
    differences: Sequence[Difference]


@bp.get("/audit-log")
@admins_with(AdminAbility.READ)
def audit_log() -> ResponseReturnValue:
    form = LogFilter(formdata=request.args)
    form.offer(those_in_log())
    good = form.validate()
    zone = copy.zone()
    page = page_of_log(filters_of(form, zone))
    html = render_template(
        "admin/audit_log/index.html",
        form=form,
        days=by_day(page.entries, zone),
        older=from_entry(page.older) if page.older else None,
        newest=from_entry(None) if request.args.get("before") else None,
        narrowed=any(request.args.get(field.name) for field in form),
    )
    return make_response(html, 200 if good else 422)


def from_entry(before: str | None) -> str:
    """Return the URL of the same list starting after another entry."""
    values: dict[str, Any] = {**request.args.to_dict(), "before": before}
    return url_for("admin.audit_log", **values)


def filters_of(form: LogFilter, zone: ZoneInfo) -> AuditLogFilter:
    """Return the valid part of the filter. A field with an error is ignored."""
    good = {field.name: field.data for field in form if not field.errors and field.data}
    good["about"] = form.about.value if "about" in good else ""
    return AuditLogFilter(zone, **good, before=request.args.get("before", "")[:20])


def by_day(entries: Sequence[AuditEntry], zone: ZoneInfo) -> list[tuple[date, list[AuditLogLine]]]:
    names = names_in(entries)
    lines = ((entry.at.astimezone(zone).date(), line_of(entry, names, zone)) for entry in entries)
    return [(day, [line for _, line in group]) for day, group in groupby(lines, key=lambda pair: pair[0])]


def line_of(entry: AuditEntry, names: Mapping[int, str], zone: ZoneInfo) -> AuditLogLine:
    subject = entry.subject_name or names.get(entry.subject_id or 0) or entry.subject_key
    return AuditLogLine(entry, subject, copy.did(entry), href_of(entry), changes_in(entry, zone))
