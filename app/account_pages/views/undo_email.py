"""The page of the link with which the earlier mailbox undoes a change of the email address."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.account_pages.actions import undo_email_change
from app.account_pages.views import undo_bp as bp
from app.accounts.copy import removed_words
from app.accounts.enums import EmailLinkKind
from app.accounts.queries.email_links import open_link
from app.accounts.sessions import end
from app.accounts.tokens import link_token
from app.login.link_pages import link_page
from app.web.htmx import go


@bp.get("/<token>")
@link_page
def ask(token: str) -> ResponseReturnValue:
    link, _user = open_link(EmailLinkKind.UNDO_EMAIL, token)
    return render_template("account/undo_email.html", link=link, token=token)


@bp.post("/<token>")
@link_page
def undo(token: str) -> ResponseReturnValue:
    """Undo the change, and lead to a new password. Raises AddressTaken."""
    link, removed = undo_email_change(token=token, ip=request.remote_addr or "")
    end()
    flash(_("The change is undone, and all devices are logged out. Set a new password now."))
    if removed:
        flash(_("We removed what was added around the change: %(list)s.", list=removed_words(removed)), "note")
    return go(url_for("login.reset_password", token=link_token(link.public_id)))
