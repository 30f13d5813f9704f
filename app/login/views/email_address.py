"""Links that confirm an email address or change it."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.actions import credentials
from app.accounts.enums import EmailLinkKind
from app.accounts.guards import redirect_to_login
from app.accounts.models import User
from app.accounts.queries.email_links import LinkEnded, has_used, open_link
from app.login.entrance import first_page
from app.login.link_pages import link_page
from app.login.views import bp
from app.web.htmx import go


@bp.get("/email/confirm/<token>")
@link_page
def verify_email(token: str) -> ResponseReturnValue:
    try:
        _link, user = open_link(EmailLinkKind.VERIFY_EMAIL, token)
    except LinkEnded:
        if current_user.is_authenticated and has_used(current_user.id, EmailLinkKind.VERIFY_EMAIL, token):
            flash(_("Your email is confirmed."))
            return go(url_for(first_page(current_user)))
        raise
    return render_template("login/verify_email.html", user=user, token=token, is_here=_is_here(user))


@bp.post("/email/confirm/<token>")
@link_page
def do_verify_email(token: str) -> ResponseReturnValue:
    """Confirm the address, in a browser that is logged in to the account.

    So a person can't confirm an account that a stranger created with their address.
    """
    _link, user = open_link(EmailLinkKind.VERIFY_EMAIL, token)
    if not _is_here(user):
        return redirect_to_login()
    credentials.verify_email(token=token, ip=request.remote_addr or "")
    flash(_("Thanks. Your email is confirmed."))
    return go(url_for(first_page(user)))


@bp.get("/email/change/<token>")
@link_page
def change_email(token: str) -> ResponseReturnValue:
    link, user = open_link(EmailLinkKind.CHANGE_EMAIL, token)
    return render_template("login/change_email.html", user=user, link=link, token=token, is_here=_is_here(user))


@bp.post("/email/change/<token>")
@link_page
def do_change_email(token: str) -> ResponseReturnValue:
    """Change the address, in a browser that is logged in to the account. Raises AddressTaken."""
    _link, user = open_link(EmailLinkKind.CHANGE_EMAIL, token)
    if not _is_here(user):
        return redirect_to_login()
    credentials.change_email(token=token, ip=request.remote_addr or "")
    flash(_("Your email is changed. We told your old address, which can undo the change for seven days."))
    return go(url_for("account.security"))


def _is_here(user: User) -> bool:
    """Return whether this browser is logged in to the account that the link is for."""
    return bool(current_user.is_authenticated and current_user.id == user.id)
