"""The review queue, one thing in review, and the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guards import current_user_or_403
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.approvals import approve_pending, lock_pending, request_changes_to_pending
from app.admin.enums import Decision, PendingKind, SubjectKind
from app.admin.forms.approvals import DecisionForm, SeveralForm
from app.admin.queries.approvals import PendingApproval, last_decision, number_waiting, one_pending, queue
from app.admin.queries.history import history_of
from app.admin.views import bp
from app.admin.views.review_page import ReviewPage, review_page
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.deals.copy import facts as deal_facts
from app.deals.models import Deal
from app.venues.actions.review import live_values
from app.venues.copy import differences, part_name
from app.venues.enums import ChangeReason
from app.web.htmx import go


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue."""

    waiting: PendingApproval
    note: str
    href: str


@bp.get("/approvals")
@admins_with(AdminAbility.APPROVE, others_read=True)
def approvals() -> ResponseReturnValue:
    """Show the one that has waited longest. On most evenings the queue is empty."""
    found = pending_in_order()
    if not found:
        return render_template("admin/approvals/none.html")
    return shown(found, found[0])


@bp.route("/approvals/<key>", methods=["GET", "POST"])
@admins_with(AdminAbility.APPROVE, others_read=True)
def approval(key: str) -> ResponseReturnValue:
    found = pending_in_order()
    try:
        waiting = one_pending(found, key)
        if request.method == "POST":  # lock before comparing the stamp, so nothing changes until the decision
            lock_pending([waiting])
            found = pending_in_order()
            waiting = one_pending(found, key)
    except NotFound:
        return already_decided(key, found, submitted=request.method == "POST")
    sight, form = review_page(waiting), DecisionForm()
    form.offer(sight.parts)
    if not form.validate_on_submit():
        return shown(found, waiting, sight=sight, form=form, status=422 if form.errors else 200)
    if form.stamp.data != sight.stamp:
        form.stamp.raw_data, form.stamp.data = None, sight.stamp
        return shown(found, waiting, sight=sight, form=form, changed=changed_of(waiting), status=409)
    then = neighbors(found, waiting)[1]
    try:
        flash(decide(waiting, form))
    except Conflict:
        session.rollback()
        return already_decided(key, found, submitted=True)
    return go(address(then) if then else url_for("admin.approvals"))


@bp.route("/approve-several", methods=["GET", "POST"])
@admins_with(AdminAbility.APPROVE, others_read=True)
def approve_several() -> ResponseReturnValue:
    """Approve the selected ones after listing them once more.

    Only versions that were listed go live: anything changed since is skipped.
    """
    keys, form = list(dict.fromkeys(request.values.getlist("key"))), SeveralForm()
    chosen = ticked(keys, lock=form.is_submitted())
    fine, doubtful = [one for one in chosen if not one.concerns], [one for one in chosen if one.concerns]
    stamps = {one.key: review_page(one).stamp for one in fine}
    if not form.validate_on_submit():
        lists = {"fine": fine, "doubtful": doubtful, "no_longer_in_review": len(keys) - len(chosen), "stamps": stamps}
        html = render_template("admin/approvals/several.html", note_of=note_of, address=address, **lists)
        return make_response(html, 422 if form.errors else 200)
    read = [one for one in fine if f"{one.key}~{stamps[one.key]}" in request.form.getlist("stamp")]
    for one in read:
        approve_pending(waiting=one, admin=current_user_or_403())
    flash(several_done(len(read), len(keys) - len(read)))
    return go(url_for("admin.approvals"))


def changed_of(waiting: PendingApproval) -> str:
    return _(
        "%(name)s changed while you were reading. Review the changes, then decide. Your note is still here.",
        name=waiting.title,
    )


def ticked(keys: Sequence[str], *, lock: bool) -> list[PendingApproval]:
    """Return what is in review with these keys; with `lock`, unchangeable until this transaction ends."""
    chosen = [one for one in pending_in_order() if one.key in keys]
    if not lock:
        return chosen
    lock_pending(chosen)
    return [one for one in pending_in_order() if one.key in keys]


def several_done(approved: int, left: int) -> str:
    """Summarize a bulk approval: how many are now live, and why the others are not."""
    done = ngettext(
        "%(num)d item approved. The owner gets an email.",
        "%(num)d items approved. Each owner gets an email.",
        approved,
    )
    kept = ngettext(
        "%(num)d item wasn’t approved. It changed, another admin decided, or it needs a closer look.",
        "%(num)d items weren’t approved. They changed, another admin decided, or they need a closer look.",
        left,
    )
    sentences = [done if approved else _("Nothing was approved."), *([kept] if left else [])]
    return " ".join(sentences)


def pending_in_order() -> list[PendingApproval]:
    return queue(newest_first=order() == "newest")


def order() -> str | None:
    return "newest" if request.args.get("order") == "newest" else None


def address(waiting: PendingApproval) -> str:
    return url_for("admin.approval", key=waiting.key, order=order())


def neighbors(
    found: Sequence[PendingApproval], waiting: PendingApproval
) -> tuple[PendingApproval | None, PendingApproval | None]:
    """Return the ones before and after it. The last wraps around to the first, unless it is the only one."""
    place = [one.key for one in found].index(waiting.key)
    before = found[place - 1] if place > 0 else None
    after = found[(place + 1) % len(found)] if len(found) > 1 else None
    return before, after


def shown(
    found: Sequence[PendingApproval],
    waiting: PendingApproval,
    *,
    sight: ReviewPage | None = None,
    form: DecisionForm | None = None,
    changed: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    sight = sight or review_page(waiting)
    if form is None:
        form = DecisionForm(formdata=None)
        form.offer(sight.parts)
    if not form.is_submitted():
        form.stamp.data = sight.stamp
    form.note.label.text = _("Note to %(name)s", name=waiting.venue.owner.first_name)
    if waiting.deal is not None:
        form.part.label.text = _("Part of the deal")
    before, after = neighbors(found, waiting)
    more: dict[str, Any] = {"PendingKind": PendingKind, "Decision": Decision, "copy": copy, "part_name": part_name}
    html = render_template(
        "admin/approvals/index.html",
        rows=[QueueRow(one, note_of(one), address(one)) for one in found],
        number=max(number_waiting(), len(found)),
        order=order(),
        one=waiting,
        sight=sight,
        form=form,
        changed=changed,
        before=address(before) if before else None,
        after=address(after) if after else None,
        action=address(waiting),
        **more,
    )
    return make_response(html, status)


def note_of(waiting: PendingApproval) -> str:
    """Describe it and its wait: "2 changes, submitted 3 hr ago"; "New listing, resubmitted 1 day ago"."""
    if waiting.submission is not None and waiting.kind is PendingKind.CHANGE:
        number = len(differences(waiting.submission, live_values(waiting.venue)))
        what = ngettext("%(num)d change", "%(num)d changes", number)
    elif waiting.deal is not None and waiting.deal.replaces_id:
        what = _("Change to a live deal")
    else:
        what = {PendingKind.NEW: _("New listing"), PendingKind.DEAL: _("Deal")}[waiting.kind]
    time = copy.how_long(clock.now() - waiting.sent_at)
    if waiting.change_requests or (waiting.deal is not None and waiting.deal.note):
        return _("%(what)s, resubmitted %(time)s ago", what=what, time=time)
    return _("%(what)s, submitted %(time)s ago", what=what, time=time)


def decide(waiting: PendingApproval, form: DecisionForm) -> str:
    """Carry out the decision and return its confirmation message. Raises Conflict if another admin already decided."""
    name = waiting.title
    if not form.sends_back:
        approve_pending(waiting=waiting, admin=current_user_or_403())
        return _("%(name)s is approved and live. The owner gets an email.", name=name)
    reason = ChangeReason(form.reason.data)
    request_changes_to_pending(
        waiting=waiting,
        admin=current_user_or_403(),
        reason=reason,
        note=form.note.value,
        part=form.part.data,
        facts=deal_facts(waiting.deal, waiting.venue) if waiting.deal else (),
    )
    return _("You requested changes to %(name)s. The owner gets your note by email.", name=name)


def already_decided(key: str, found: Sequence[PendingApproval], *, submitted: bool) -> ResponseReturnValue:
    """Explain that another admin decided first or the owner withdrew it: who, when, what, and where to go next.

    `submitted` means that this admin sent a decision, which was not saved.
    """
    last = last_decision(key)
    if last is None:
        raise NotFound(_("Nothing is in review at this link. See Approvals."))
    deal = last if isinstance(last, Deal) else None
    subject = (SubjectKind.DEAL, last.id) if deal else (SubjectKind.VENUE, last.venue_id or 0)
    html = render_template(
        "admin/approvals/decided.html",
        name=deal.title if deal else last.venue.name if last.venue else "",
        action=next(iter(history_of(*subject, limit=1)), None),
        next=next((address(one) for one in found if one.key != key), None),
        submitted=submitted,
        copy=copy,
    )
    return make_response(html, 409)
