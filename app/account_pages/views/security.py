"""The security of an account: how to log in, where it is logged in, and what happened to it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.account_pages import copy
from app.account_pages.views import bp
from app.accounts.guards import current_user_or_403, login_required
from app.accounts.queries.security_events import events_of
from app.accounts.queries.sessions import is_confirmed_here, sessions_of, unconfirmed_devices
from app.accounts.sessions import current_login
from app.accounts.zones import zone_of
from app.identities.copy import provider_lines
from app.identities.provider import providers
from app.identities.queries import identities_of
from app.two_factor.queries.factors import two_factor_of
from app.two_factor.queries.passkeys import passkeys_of

# How many events the security page shows, and how many the page of all activity.
NEWEST, ALL = 6, 200


@bp.get("/security")
@login_required
def security() -> ResponseReturnValue:
    user, here = current_user_or_403(), current_login()
    events, zone = events_of(user, most=NEWEST + 1), zone_of(user)
    asked = unconfirmed_devices(user) if is_confirmed_here(here) else ()
    return render_template(
        "account/security.html",
        user=user,
        password_words=copy.password_words(user, zone),
        here=here,
        logins=copy.logins(sessions_of(user), here, zone),
        passkeys=copy.passkeys(passkeys_of(user), zone),
        two_factor=copy.two_factor(two_factor_of(user), zone),
        questions=copy.questions(asked, zone),
        provider_lines=provider_lines(list(providers()), identities_of(user.id), zone),
        activity=copy.activity(events[:NEWEST], zone),
        has_more=len(events) > NEWEST,
    )


@bp.get("/security/activity")
@login_required
def activity() -> ResponseReturnValue:
    user = current_user_or_403()
    events = events_of(user, most=ALL)
    return render_template("account/activity.html", activity=copy.activity(events, zone_of(user)))
