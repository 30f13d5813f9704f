"""Agreeing to changed terms after logging in. The person may also decide later; checkout asks again."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.guards import current_user_or_403, login_required
from app.consents.actions import agree_to_pages
from app.consents.queries import changed_pages
from app.login.entrance import wanted_page
from app.login.views import bp
from app.web.forms import Form
from app.web.htmx import go


@bp.route("/login/agreement", methods=["GET", "POST"])
@login_required
def agreement() -> ResponseReturnValue:
    """Show which pages changed, or record that the person agrees to them and lead on."""
    user = current_user_or_403()
    changed = changed_pages(user)
    if changed and not Form().validate_on_submit():
        return render_template("login/agreement.html", changed=changed, next=wanted_page(user))
    if changed:
        agree_to_pages(user=user, kinds=changed)
    return go(wanted_page(user))
