"""Which version of a text applies, and who has to be asked."""

from sqlalchemy import func, select

from app.accounts.models import User
from app.consents.enums import ConsentKind
from app.consents.models import Consent
from app.consents.versions import BUILT_IN, PAGES
from app.content.models import TextVersion
from app.core.db import session


def versions_of_pages() -> dict[ConsentKind, int]:
    """Return the current version of each page that people agree to. One statement."""
    found = session.execute(select(TextVersion.slug, TextVersion.raised)).all()
    raised = {row[0]: row[1] for row in found}
    return {kind: BUILT_IN[kind] + raised.get(slug, 0) for kind, slug in PAGES.items()}


def changed_pages(user: User) -> list[ConsentKind]:
    """List the pages that changed since the person agreed to them. Two statements.

    An account without a row is older than this table, or was made by the setup command. Version 1 applied then.
    """
    newest = (
        select(Consent.kind, func.max(Consent.version))
        .where(Consent.user_id == user.id, Consent.kind.in_(PAGES), Consent.is_given)
        .group_by(Consent.kind)
    )
    agreed = {row[0]: row[1] for row in session.execute(newest).all()}
    return [kind for kind, version in versions_of_pages().items() if agreed.get(kind, 1) < version]
