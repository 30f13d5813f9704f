import secrets
from collections.abc import Collection
from datetime import timedelta
from itertools import islice

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, update

from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.core.jobs import defer
from app.photos.enums import PictureState
from app.photos.errors import PhotoErrorCode
from app.photos.models import MAX_ALT, Picture
from app.photos.processing import Processed
from app.photos.queries import keys_in_use, lock_key, lock_key_at_once, unused_since_before
from app.photos.storage import key_of, original, rendition, store
from app.photos.validation import examine, refuse_small

MIDDLE = (0.5, 0.5)
MAKE, FORGET = "photos.process", "photos.forget_original"
# Photos processed at a time, so that the worker's other slots stay available for payments and emails, and its memory is
# enough.
AT_ONCE = 2
# Unused photos stay this long: an upload may be in progress, and a removal may be undone.
KEPT = timedelta(days=1)
# A running worker would have finished a photo by this time.
PATIENCE = timedelta(hours=6)
GAVE_UP = _l("We couldn’t process this photo. Choose the file again.")


def add_photo(*, data: bytes, alt: str = "") -> Picture:
    """Check and store an uploaded file, and queue a job that processes it. Raises PhotoRejected.

    The file is saved before its row is committed: a rollback leaves a file without a row, which is removed a day later.
    """
    examined, words = examine(data), fitting_words(alt)
    refuse_small(examined)
    picture = Picture(
        key=secrets.token_hex(20),
        state=PictureState.WAITING,
        width=examined.width,
        height=examined.height,
        alt=words,
        created_at=clock.now(),
    )
    store().save(original(picture.key), data)
    session.add(picture)
    session.flush()
    defer(MAKE, lock=f"pictures:{picture.id % AT_ONCE}", picture_id=picture.id)
    return picture


def keep_picture(*, processed: Processed, alt: str = "", focus: tuple[float, float] = MIDDLE) -> Picture:
    """Store the output of `process`. Raises DomainError if the description is too long.

    `focus` is the point, in fractions of width and height, that every crop must show.
    """
    words = fitting_words(alt)
    save_renditions(processed)
    picture = Picture(
        key=processed.key,
        width=processed.width,
        height=processed.height,
        alt=words,
        focus_x=focus[0],
        focus_y=focus[1],
        created_at=clock.now(),
    )
    session.add(picture)
    session.flush()
    return picture


def finish_picture(*, picture_id: int, processed: Processed) -> None:
    """Store a processed photo's files and show it. Does not change a photo that is no longer waiting or was removed."""
    save_renditions(processed)
    picture = _still_waiting(picture_id)
    if picture is not None:
        defer(FORGET, key=picture.key)
        picture.key, picture.state = processed.key, PictureState.READY
        session.flush()


def fail_picture(*, picture_id: int, problem: str) -> None:
    """Mark a photo as failed; `problem` tells the person who uploaded it what to do."""
    picture = _still_waiting(picture_id)
    if picture is not None:
        defer(FORGET, key=picture.key)
        picture.state, picture.problem = PictureState.FAILED, problem
        session.flush()


def save_renditions(processed: Processed) -> None:
    """Save a photo's files, which identical photos share.

    They cannot be removed as unused until this transaction ends.
    """
    lock_key(processed.key)
    for (width, format), data in processed.renditions.items():
        store().save(rendition(processed.key, width, format), data)


def describe_picture(*, picture: Picture, alt: str, focus: tuple[float, float]) -> None:
    """Set a photo's alternative text and the point that every crop must show. Raises DomainError."""
    if not all(0 <= part <= 1 for part in focus):
        raise DomainError(PhotoErrorCode.NO_FOCUS)
    picture.alt = fitting_words(alt)
    picture.focus_x, picture.focus_y = focus
    session.flush()


def fitting_words(alt: str) -> str:
    if len(alt) > MAX_ALT:
        raise DomainError(PhotoErrorCode.DESCRIPTION_TOO_LONG, number=MAX_ALT)
    return alt


def give_up_waiting() -> None:
    """Mark photos that no worker could process in time as failed, so that their owners do not wait forever."""
    long_ago = (Picture.state == PictureState.WAITING, Picture.created_at < clock.now() - PATIENCE)
    session.execute(update(Picture).where(*long_ago).values(state=PictureState.FAILED, problem=str(GAVE_UP)))


def forget_unused() -> None:
    """Delete the rows of photos that nothing uses."""
    session.execute(delete(Picture).where(unused_since_before(clock.now() - KEPT)))


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
    gone = [name for name in names if key_of(name) in removable]
    for name in gone:
        store().delete(name)
    return len(gone)


def _still_waiting(picture_id: int) -> Picture | None:
    picture = session.get(Picture, picture_id, with_for_update=True, populate_existing=True)
    return picture if picture is not None and picture.is_waiting else None
