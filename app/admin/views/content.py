"""Site content: the text pages, and the announcement above every page."""

from datetime import datetime
from email.utils import parseaddr

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.guards import current_user_or_403
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.content import announce, write_text
from app.admin.enums import SubjectKind
from app.admin.forms.content import AnnouncementForm, TextForm
from app.admin.queries.history import entry_about, history_of_key
from app.admin.views import bp
from app.consents.versions import PAGES
from app.content import announcement as banner
from app.content.models import Announcement
from app.content.queries import current_announcement, text_of
from app.content.text import shown, words_of
from app.core import clock
from app.core.errors import NotFound
from app.core.settings import settings
from app.web.htmx import go

# app.content uses the same names: the text that ships with the site is the template of that name.
TITLES = {
    "help": _l("Help"),
    "cancellation": _l("Cancellation policy"),
    "privacy": _l("Privacy"),
    "health-data": _l("Consumer health data"),
    "terms": _l("Terms"),
    "venues": _l("For businesses"),
}


@bp.get("/content")
@admins_with(AdminAbility.READ)
def content() -> ResponseReturnValue:
    """List the content pages.

    Forget the cached announcement, so that an admin who just changed it sees the current one, whichever process
    answers.
    """
    banner.forget()
    pages = [(slug, title, text_of(slug)) for slug, title in TITLES.items()]
    return render_template("admin/content/index.html", pages=pages, current=current_announcement(), copy=copy)


@bp.route("/content/<text>", methods=["GET", "POST"])
@admins_with(AdminAbility.EDIT_SITE)
def content_edit(text: str) -> ResponseReturnValue:
    """Edit a page, starting from the text that ships with the site."""
    title, written = title_of(text), text_of(text)
    form = TextForm(data={"body": written.body if written else shipped(text)})
    if text not in PAGES.values():
        del form.ask_again
    wants_preview = request.form.get("do") == "preview"
    is_valid = form.validate_on_submit()
    if is_valid and not wants_preview:
        body = form.body.value if form.body.value != shipped(text) else ""
        asks = bool(form.ask_again and form.ask_again.data)
        write_text(slug=text, title=title, body=body, admin=current_user_or_403(), asks_again=asks)
        flash(_("“%(page)s” was saved. Guests see the new text now.", page=title))
        return go(url_for("admin.content"))
    html = render_template(
        "admin/content/edit.html",
        form=form,
        text=text,
        title=title,
        written=written,
        preview=shown(form.body.value) if is_valid and wants_preview else None,
        actions=history_of_key(SubjectKind.TEXT, text),
        copy=copy,
    )
    return html, 422 if form.errors or form.form_errors else 200


@bp.post("/content/<text>/restore/<entry>")
@admins_with(AdminAbility.EDIT_SITE)
def content_restore(text: str, entry: str) -> ResponseReturnValue:
    """Restore the version after an earlier edit. The current version stays in the audit log."""
    title = title_of(text)
    kept = entry_about(SubjectKind.TEXT, text, entry)
    write_text(slug=text, title=title, body=str(kept.after.get("body", "")), admin=current_user_or_403(), restored=True)
    flash(_("“%(page)s” was restored to the version of %(time)s.", page=title, time=copy.at(kept.at)))
    return go(url_for("admin.content_edit", text=text))


@bp.route("/announcement", methods=["GET", "POST"])
@admins_with(AdminAbility.EDIT_SITE)
def announcement() -> ResponseReturnValue:
    current = current_announcement()
    form = AnnouncementForm(
        data={
            "text": current.text if current else "",
            "link": current.link if current else "",
            "begins": local(current.begins_at) if current else None,
            "ends": local(current.ends_at) if current else None,
            "is_on": current.is_on if current else True,
        }
    )
    if form.validate_on_submit():
        with form.refusals(form.link):
            announce(
                text=form.text.value,
                link=form.link.value,
                is_on=form.is_on.data,
                begins_at=instant(form.begins.data),
                ends_at=instant(form.ends.data),
                admin=current_user_or_403(),
            )
            banner.forget()
            flash(announced(current_announcement()))
            return go(url_for("admin.content"))
    html = render_template("admin/content/announcement.html", form=form, zone=copy.zone().key)
    return html, 422 if form.errors or form.form_errors else 200


def announced(announcement: Announcement | None) -> str:
    """Say when the site shows the saved announcement."""
    if announcement is None or not announcement.is_on:
        return _("The announcement is off. If it was on the site, it disappears within a minute.")
    if announcement.ends_at and announcement.ends_at <= clock.now():
        return _("The announcement was saved, but its end has passed, so the site doesn’t show it.")
    if announcement.begins_at and announcement.begins_at > clock.now():
        return _("The announcement is scheduled for %(time)s.", time=copy.at(announcement.begins_at))
    return _("The announcement was saved. The site shows it within a minute.")


def title_of(slug: str) -> str:
    """Return the title of a content page. Raises NotFound."""
    if slug not in TITLES:
        raise NotFound(_("We can’t find that page. Choose one from the list."))
    return str(TITLES[slug])


def shipped(slug: str) -> str:
    """Return the text of the page that ships with the site."""
    address = parseaddr(settings().mail_from)[1]
    page = render_template(f"content/{slug}.html", address=address)
    main = page.partition('<main id="main" tabindex="-1">')[2].partition("</main>")[0]
    return words_of(main.partition("</h1>")[2])


def local(at: datetime | None) -> datetime | None:
    return at.astimezone(copy.zone()).replace(tzinfo=None) if at else None


def instant(at: datetime | None) -> datetime | None:
    """Return an aware datetime in the office's time zone."""
    return at.replace(tzinfo=copy.zone()) if at else None
