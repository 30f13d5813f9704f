import secrets
from collections.abc import Collection
from datetime import timedelta
from itertools import islice

from sqlalchemy import delete, update

from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.core.jobs import defer
from app.photos.enums import PhotoState
from app.photos.errors import PhotoErrorCode
from app.photos.models import MAX_ALT, Photo
from app.photos.processing import Processed
from app.photos.queries import keys_in_use, lock_key, lock_key_at_once, unused_since_before
from app.photos.storage import key_of, original, rendition, store
from app.photos.validation import GAVE_UP, examine, refuse_small

MIDDLE = (0.5, 0.5)
MAKE, FORGET = "photos.process", "photos.forget_original"
# Photos processed at a time, so that the worker's other slots stay available for payments and emails, and its memory is
# enough.
AT_ONCE = 2
# Unused photos stay this long: an upload may be in progress, and a removal may be undone.
KEPT = timedelta(days=1)
# A running worker would have finished a photo by this time.
PATIENCE = timedelta(hours=6)


def add_photo(*, data: bytes, alt: str = "") -> Photo:
    """Check and store an uploaded file, and queue a job that processes it. Raises PhotoRejected.

    The file is saved before its row is committed: a rollback leaves a file without a row, which is removed a day later.
    """
    examined, words = examine(data), fitting_words(alt)
    refuse_small(examined)
    photo = Photo(
        key=secrets.token_hex(20),
        state=PhotoState.WAITING,
        width=examined.width,
        height=examined.height,
        alt=words,
        created_at=clock.now(),
    )
    store().save(original(photo.key), data)
    session.add(photo)
    session.flush()
    defer(MAKE, lock=f"photos:{photo.id % AT_ONCE}", photo_id=photo.id)
    return photo


def keep_photo(*, processed: Processed, alt: str = "", focus: tuple[float, float] = MIDDLE) -> Photo:
    """Store the output of `process`. Raises DomainError if the description is too long.

    `focus` is the point, in fractions of width and height, that every crop must show.
    """
    words = fitting_words(alt)
    save_renditions(processed)
    photo = Photo(
        key=processed.key,
        width=processed.width,
        height=processed.height,
        alt=words,
        focus_x=focus[0],
        focus_y=focus[1],
        created_at=clock.now(),
    )
    session.add(photo)
    session.flush()
    return photo


def finish_photo(*, photo_id: int, processed: Processed) -> None:
    """Store a processed photo's files and show it. Does not change a photo that is no longer waiting or was removed."""
    save_renditions(processed)
    photo = _still_waiting(photo_id)
    if photo is not None:
        defer(FORGET, key=photo.key)
        photo.key, photo.state = processed.key, PhotoState.READY
        session.flush()


def fail_photo(*, photo_id: int, problem: str) -> None:
    """Mark a photo as failed; `problem` tells the person who uploaded it what to do."""
    photo = _still_waiting(photo_id)
    if photo is not None:
        defer(FORGET, key=photo.key)
        photo.state, photo.problem = PhotoState.FAILED, problem
        session.flush()


def save_renditions(processed: Processed) -> None:
    """Save a photo's files, which identical photos share.

    They cannot be removed as unused until this transaction ends.
    """
    lock_key(processed.key)
    for (width, format), data in processed.renditions.items():
        store().save(rendition(processed.key, width, format), data)


def describe_photo(*, photo: Photo, alt: str, focus: tuple[float, float]) -> None:
    """Set a photo's alternative text and the point that every crop must show. Raises DomainError."""
    if not all(0 <= part <= 1 for part in focus):
        raise DomainError(PhotoErrorCode.NO_FOCUS)
    photo.alt = fitting_words(alt)
    photo.focus_x, photo.focus_y = focus
    session.flush()


def fitting_words(alt: str) -> str:
    if len(alt) > MAX_ALT:
        raise DomainError(PhotoErrorCode.DESCRIPTION_TOO_LONG, number=MAX_ALT)
    return alt


def give_up_waiting() -> None:
    """Mark photos that no worker could process in time as failed, so that their owners do not wait forever."""
    long_ago = (Photo.state == PhotoState.WAITING, Photo.created_at < clock.now() - PATIENCE)
    session.execute(update(Photo).where(*long_ago).values(state=PhotoState.FAILED, problem=str(GAVE_UP)))


def forget_unused() -> None:
    """Delete the rows of photos that nothing uses."""
    session.execute(delete(Photo).where(unused_since_before(clock.now() - KEPT)))


def remove_left_over() -> int:
    """Remove the files that no row uses, except those of an upload in progress, and return how many."""
    names, removed = store().saved_before(clock.now() - KEPT), 0
    while some := list(islice(names, 500)):
        removed += _remove_unused(some)
    return removed


def _remove_unused(names: Collection[str]) -> int:
    left_over = {key_of(name) for name in names}
    left_over -= keys_in_use(left_over)
    # A process that is saving these files holds their key and will add a row, so check again once no process can.
    held = {key for key in left_over if lock_key_at_once(key)}
    removable = held - keys_in_use(held)
    unused = [name for name in names if key_of(name) in removable]
    for name in unused:
        store().delete(name)
    return len(unused)


def _still_waiting(photo_id: int) -> Photo | None:
    photo = session.get(Photo, photo_id, with_for_update=True, populate_existing=True)
    return photo if photo is not None and photo.is_waiting else None
