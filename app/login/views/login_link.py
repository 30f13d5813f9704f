"""Logging in with a link in an email, in the browser that asked for it."""

import hmac

from flask import flash, make_response, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.actions.credentials import prove_email
from app.accounts.actions.email_links import request_link, use_link
from app.accounts.enums import EmailLinkKind, LoginMethod
from app.accounts.models import EmailLink
from app.accounts.queries.email_links import open_link
from app.accounts.queries.sessions import device_of_browser
from app.accounts.sessions import browser_token
from app.accounts.tokens import hash_of
from app.core.ids import token as new_token
from app.login.email_limits import emails_limited
from app.login.entrance import after_login, enter, next_path
from app.login.forms import AddressForm
from app.login.link_pages import link_page
from app.login.views import bp
from app.web.htmx import go

# The key of the session cookie under which a browser remembers that it asked for a link, and where that leads.
KEY = "login_link"


@bp.route("/login/link", methods=["GET", "POST"])
@emails_limited
def ask_for_link() -> ResponseReturnValue:
    """Send a link to log in. The answer is the same for addresses without an account."""
    if current_user.is_authenticated:
        return go(after_login(current_user))
    form = AddressForm()
    if form.validate_on_submit():
        browser = new_token()
        cookie[KEY] = {"browser": browser, "next": next_path()}
        request_link(kind=EmailLinkKind.LOG_IN, email=form.email.value, browser=browser)
        return go(url_for("login.login_link_sent"))
    html = render_template("login/ask_for_link.html", form=form, next=next_path())
    return make_response(html, 422 if form.errors else 200)


@bp.get("/login/link/sent")
def login_link_sent() -> ResponseReturnValue:
    return render_template("login/link_sent.html", again="login.ask_for_link")


@bp.get("/login/link/<token>")
@link_page
def log_in_by_link(token: str) -> ResponseReturnValue:
    link, user = open_link(EmailLinkKind.LOG_IN, token)
    if not _is_same_browser(link):
        return make_response(render_template("login/other_browser.html"), 403)
    return render_template("login/log_in_by_link.html", user=user, token=token)


@bp.post("/login/link/<token>")
@link_page
def do_log_in_by_link(token: str) -> ResponseReturnValue:
    """Log in, unless another browser asked for the link: then it still works there."""
    link, user = open_link(EmailLinkKind.LOG_IN, token, lock=True)
    if not _is_same_browser(link):
        return make_response(render_template("login/other_browser.html"), 403)
    use_link(kind=EmailLinkKind.LOG_IN, token=token)
    is_known = device_of_browser(user, browser_token()) is not None
    is_reset = prove_email(user=user, is_known_browser=is_known, ip=request.remote_addr or "")
    response = enter(user, method=LoginMethod.EMAIL_LINK, next_page=cookie.pop(KEY)["next"])
    if is_reset:
        flash(_("Your email is confirmed. To be safe, we removed the old password. Set a new one under Security."))
    return response


def _is_same_browser(link: EmailLink) -> bool:
    asked = cookie.get(KEY) or {}
    return hmac.compare_digest(hash_of(str(asked.get("browser", ""))), link.browser_hash or "")
