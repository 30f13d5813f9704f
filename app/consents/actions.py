"""Recording what people agree to, and what they withdraw."""

from collections.abc import Iterable

from app.accounts.models import User
from app.consents.enums import ConsentKind
from app.consents.models import Consent
from app.consents.queries import versions_of_pages
from app.consents.versions import PAGES
from app.core import clock
from app.core.db import session


def agree_to_pages(*, user: User, kinds: Iterable[ConsentKind] = PAGES) -> None:
    """Record that a person agrees to the current terms and privacy policy."""
    versions = versions_of_pages()
    for kind in kinds:
        _add(kind, version=versions[kind], is_given=True, user_id=user.id)


def record_health_consent(*, guest_id: int, form_id: int, is_given: bool, version: int) -> None:
    """Record a guest's choice about their health answers to a form, or that they withdrew their consent."""
    _add(ConsentKind.HEALTH_ANSWERS, version=version, is_given=is_given, guest_id=guest_id, form_id=form_id)


def record_care_consent(*, user_id: int, is_given: bool, version: int) -> None:
    """Record the consent to save preferences and allergies, or that it was withdrawn."""
    _add(ConsentKind.CARE_NOTE, version=version, is_given=is_given, user_id=user_id)


def _add(
    kind: ConsentKind,
    *,
    version: int,
    is_given: bool,
    user_id: int | None = None,
    guest_id: int | None = None,
    form_id: int | None = None,
) -> None:
    whose = {"user_id": user_id, "guest_id": guest_id, "form_id": form_id}
    session.add(Consent(at=clock.now(), kind=kind, version=version, is_given=is_given, **whose))
    session.flush()
