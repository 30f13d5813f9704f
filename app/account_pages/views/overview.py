"""The list of a person's account pages, where a phone starts."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.account_pages.views import bp
from app.accounts.guards import current_user_or_403, login_required
from app.profiles.completion import completion
from app.profiles.queries import profile_of


@bp.get("/")
@login_required
def index() -> ResponseReturnValue:
    user = current_user_or_403()
    return render_template("account/index.html", user=user, completion=completion(user, profile_of(user.id)))
