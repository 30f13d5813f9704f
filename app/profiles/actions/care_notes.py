"""Preferences and allergies: saved with a consent, opened with a record, deleted at any time."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.consents.actions import record_care_consent
from app.core import clock
from app.core.db import session
from app.core.encryption import KeyMissing, Keyring, Sealed
from app.core.errors import Conflict, DomainError, Unavailable
from app.profiles import encryption
from app.profiles.errors import ProfileErrorCode
from app.profiles.models import CareNote, CareNoteView
from app.profiles.queries import agreed_note


def save_care_note(*, user_id: int, text: str, agreed_to: str | None, version: int) -> None:
    """Encrypt and save what a guest wrote. `agreed_to` is the text of the consent, or None without one.

    Raises DomainError without a consent: also a change needs one, because the text of the consent may have changed.
    """
    if agreed_to is None:
        raise DomainError(ProfileErrorCode.CONSENT_MISSING)
    sealed, now = encryption.seal(text, user_id=user_id), clock.now()
    values = {
        "content": sealed.content,
        "content_key": sealed.key_id,
        "saved_at": now,
        "consent_version": version,
        "consent_text": agreed_to,
        "consented_at": now,
    }
    record_care_consent(user_id=user_id, is_given=True, version=version)
    session.execute(
        insert(CareNote)
        .values(user_id=user_id, **values)
        .on_conflict_do_update(index_elements=["user_id"], set_=values)
    )


def delete_care_note(*, user_id: int) -> None:
    """Withdraw the consent, which deletes the note. The record of who opened it stays."""
    removed = session.execute(delete(CareNote).where(CareNote.user_id == user_id).returning(CareNote.consent_version))
    version = removed.scalar()
    if version is not None:
        record_care_consent(user_id=user_id, is_given=False, version=version)


def read_own(note: CareNote) -> str:
    """Decrypt a note for the guest who wrote it. Raises Unavailable if its key is missing."""
    try:
        return encryption.unseal(Sealed(note.content, note.content_key), user_id=note.user_id)
    except KeyMissing:
        raise Unavailable(ProfileErrorCode.CARE_NOTE_KEY_MISSING) from None


def open_care_note(*, user_id: int, booking_id: int, by_id: int) -> str:
    """Decrypt a guest's note for someone at the venue, and record that they opened it.

    The caller makes sure that the booking is the guest's and isn't over. Raises Conflict if there is no note, or none
    with today's consent, and Unavailable if its key is missing.
    """
    note = session.scalar(select(CareNote).where(*agreed_note(user_id)).with_for_update(read=True))
    if note is None:
        raise Conflict(ProfileErrorCode.NO_CARE_NOTE)
    session.add(CareNoteView(at=clock.now(), user_id=user_id, by_id=by_id, booking_id=booking_id))
    session.flush()
    return read_own(note)


def reencrypt(keys: Keyring, *, limit: int = 200) -> int:
    """Encrypt notes again that another key than the first encrypted. Returns how many; 0 when none is left.

    Raises KeyMissing if a key that is still needed is no longer among the keys.
    """
    rows = session.scalars(
        select(CareNote)
        .where(CareNote.content_key != keys.current)
        .order_by(CareNote.user_id)
        .limit(limit)
        .with_for_update()
    ).all()
    for row in rows:
        text = encryption.unseal(Sealed(row.content, row.content_key), user_id=row.user_id, keys=keys)
        sealed = encryption.seal(text, user_id=row.user_id, keys=keys)
        row.content, row.content_key = sealed.content, sealed.key_id
    session.flush()
    return len(rows)
