"""What each kind of admin may do. The code, the pages and docs/admin-guide.md read this one table."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import wraps
from typing import ParamSpec

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.enums import AdminRole
from app.accounts.guards import admins_only, current_user_or_403
from app.accounts.models import User
from app.core.errors import Forbidden
from app.core.sentences import listed

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

SAFE = frozenset({"GET", "HEAD"})


class AdminAbility(StrEnum):
    READ = "read"
    VIEW_AS = "view_as"
    REFUND = "refund"
    REFUND_ANY = "refund_any"
    FINANCE = "finance"
    APPROVE = "approve"
    EDIT_SITE = "edit_site"
    SUSPEND = "suspend"
    CORRECT = "correct"
    PRIVACY = "privacy"
    SECURITY = "security"
    RESET_FACTORS = "reset_factors"
    ROLES = "roles"

    @property
    def label(self) -> LazyString:
        return LABELS[self]


LABELS: Mapping[AdminAbility, LazyString] = {
    AdminAbility.READ: _l("See listings, accounts, orders, and the audit log"),
    AdminAbility.VIEW_AS: _l("View the site as someone else, read-only"),
    AdminAbility.REFUND: _l("Cancel bookings, refund, and give store credit, up to the limit"),
    AdminAbility.REFUND_ANY: _l("Refund any amount, and give any amount of store credit"),
    AdminAbility.FINANCE: _l(
        "Set commission and tax, release earlier earnings, answer disputes, pay out, and keep the books"
    ),
    AdminAbility.APPROVE: _l("Approve listings and deals, suspend venues"),
    AdminAbility.EDIT_SITE: _l("Change categories, tags, content, sitewide deals, and featured venues"),
    AdminAbility.SUSPEND: _l("Suspend accounts, and log people out"),
    AdminAbility.CORRECT: _l("Correct a name or an email"),
    AdminAbility.PRIVACY: _l("Add and complete privacy requests"),
    AdminAbility.SECURITY: _l("Read and resolve the security log"),
    AdminAbility.RESET_FACTORS: _l("Request and approve the removal of second factors"),
    AdminAbility.ROLES: _l("Change roles"),
}
ABILITIES: Mapping[AdminRole, frozenset[AdminAbility]] = {
    AdminRole.SUPPORT: frozenset({AdminAbility.READ, AdminAbility.VIEW_AS, AdminAbility.REFUND}),
    AdminRole.MODERATOR: frozenset(
        {AdminAbility.READ, AdminAbility.APPROVE, AdminAbility.EDIT_SITE, AdminAbility.SUSPEND}
    ),
    AdminRole.SUPERADMIN: frozenset(AdminAbility),
}
NAMES: Mapping[AdminRole, LazyString] = {
    AdminRole.SUPPORT: _l("Support"),
    AdminRole.MODERATOR: _l("Moderator"),
    AdminRole.SUPERADMIN: _l("Superadmin"),
}


def init_app(app: Flask) -> None:
    """Let templates ask what the admin may do, by the value of the ability."""
    app.context_processor(lambda: {"can": lambda user, ability: can(user, AdminAbility(ability))})


def can(user: User, ability: AdminAbility) -> bool:
    """Return whether this admin may do it. An admin of the release before there were roles may do everything."""
    return ability in ABILITIES[user.admin_role or AdminRole.SUPERADMIN]


def admins_with(ability: AdminAbility, *, others_read: bool = False) -> Callable[[View[P]], View[P]]:
    """Open a view to admins with an ability. Others get 403, but may read it if `others_read`."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not can(current_user_or_403(), ability) and not (others_read and request.method in SAFE):
                raise Forbidden(refusal(ability))
            return view(*args, **kwargs)

        return admins_only(guarded)

    return guard


def refusal(ability: AdminAbility) -> str:
    """Say which admins may do it."""
    allowed = listed([str(NAMES[role]) for role in AdminRole if ability in ABILITIES[role]])
    return _("Your admin role doesn’t include this. Ask an admin with this role: %(roles)s.", roles=allowed)
