"""Background jobs that process uploaded photos and remove unused ones."""

from app.core.db import session
from app.core.jobs import periodic, task
from app.core.logs import log
from app.photos import actions
from app.photos.processing import process
from app.photos.queries import key_of_waiting
from app.photos.storage import original, store
from app.photos.validation import GAVE_UP, PhotoRejected


@task(actions.MAKE)
def make(*, photo_id: int) -> None:
    """Process a photo, which takes seconds.

    No transaction is open during that time, so its description can be edited.
    """
    key = key_of_waiting(photo_id)
    session.commit()
    if key is None:
        return
    try:
        with store().open(original(key)) as file:
            processed = process(file.read())
    except FileNotFoundError:
        actions.fail_photo(photo_id=photo_id, problem=str(GAVE_UP))
    except PhotoRejected as refused:
        actions.fail_photo(photo_id=photo_id, problem=refused.message)
    else:
        actions.finish_photo(photo_id=photo_id, processed=processed)


@task(actions.FORGET)
def forget_original(*, key: str) -> None:
    """Delete the uploaded file, with its location and time, as soon as the photo is processed."""
    store().delete(original(key))


@periodic("photos.give_up_waiting", cron="7 * * * *")
def give_up_waiting() -> None:
    actions.give_up_waiting()


@periodic("photos.remove_unused", cron="23 9 * * *")
def clear_away() -> None:
    """Delete unused photos each night: first rows that nothing refers to, then files without a row."""
    actions.forget_unused()
    if unused := actions.remove_left_over():
        log.info("left-over files of photos removed", number=unused)
